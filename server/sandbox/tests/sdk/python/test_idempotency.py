from unittest import TestCase
from uuid import uuid4

from kit.merchant import ids, new_merchant, payment_of
from kit.refusal import InvalidRequestError, refused


class Idempotency(TestCase):
    def test_a_call_that_is_repeated_with_its_key_happens_once(self):
        sessions = new_merchant().v2.checkout_sessions
        wish = payment_of(4990, idempotency_key=str(uuid4()))
        first, second = sessions.create(**wish), sessions.create(**wish)
        self.assertEqual(second.serialize(), first.serialize())
        self.assertEqual(ids(sessions.list()), [first.id])

    def test_a_key_that_comes_back_with_another_wish_is_refused(self):
        sessions = new_merchant().v2.checkout_sessions
        key = str(uuid4())
        sessions.create(**payment_of(4990, idempotency_key=key))
        with refused(self, InvalidRequestError, "invalid_request_error: idempotency_key_reused"):
            sessions.create(**payment_of(5990, idempotency_key=key))

    def test_without_a_key_the_same_call_happens_twice_because_the_sdk_rolls_one_for_each(self):
        sessions = new_merchant().v2.checkout_sessions
        sessions.create(**payment_of(4990))
        sessions.create(**payment_of(4990))
        self.assertEqual(len(ids(sessions.list())), 2)
