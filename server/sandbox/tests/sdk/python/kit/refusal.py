from contextlib import contextmanager

from fintoc.errors import AuthenticationError, InvalidRequestError

__all__ = ["AuthenticationError", "InvalidRequestError", "refused"]


@contextmanager
def refused(test, error_class, start):
    """The SDK raised its own error of that class; it keeps type, code and parameter in the message only."""
    with test.assertRaises(error_class) as caught:
        yield
    test.assertEqual(str(caught.exception).splitlines()[0], start)
