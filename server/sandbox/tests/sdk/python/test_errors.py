from unittest import TestCase

import httpx
from fintoc import Fintoc

from kit.merchant import new_merchant, payment_of
from kit.refusal import AuthenticationError, InvalidRequestError, refused


class Errors(TestCase):
    def test_a_missing_parameter_is_named(self):
        wish = payment_of(4990)
        del wish["amount"]
        with refused(self, InvalidRequestError, "invalid_request_error: missing_parameter (amount)"):
            new_merchant().v2.checkout_sessions.create(**wish)

    def test_a_key_that_is_none_is_an_authentication_error(self):
        for key in ("pk_test_public", "nonsense"):
            with refused(self, AuthenticationError, "authentication_error: invalid_api_key"):
                Fintoc(key).v2.customers.list(lazy=False)

    def test_a_live_key_is_told_that_here_is_no_live_mode(self):
        with refused(self, AuthenticationError, "authentication_error: invalid_api_key_mode"):
            Fintoc("sk_live_secret").v2.customers.list(lazy=False)

    def test_a_version_that_is_none_is_refused(self):
        client = Fintoc("sk_test_of_yesterday", api_version="1999-12-31")
        with refused(self, InvalidRequestError, "invalid_request_error: invalid_api_version"):
            client.v2.customers.list(lazy=False)

    def test_a_client_without_a_version_has_the_newest(self):
        client = Fintoc("sk_test_without_version")
        self.assertEqual(client.v2.checkout_sessions.create(**payment_of(4990)).status, "created")

    def test_what_is_not_there_is_not_found(self):
        client = new_merchant()
        for manager, name in (
            (client.v2.checkout_sessions, "cs_none"),
            (client.v2.payment_intents, "pi_none"),
            (client.v2.payment_methods, "pm_none"),
            (client.v2.customers, "cus_none"),
        ):
            with refused(self, InvalidRequestError, "invalid_request_error: missing_resource"):
                manager.get(name)

    def test_a_cursor_that_is_not_there_is_said_to_be_the_mistake(self):
        with refused(self, InvalidRequestError, "invalid_request_error: missing_cursor (starting_after)"):
            new_merchant().v2.customers.list(lazy=False, starting_after="cus_none")

    def test_what_comes_too_late_is_a_conflict(self):
        client = new_merchant()
        session = client.v2.checkout_sessions.create(**payment_of(4990))
        client.v2.checkout_sessions.expire(session.id)
        with refused(self, InvalidRequestError, "invalid_request_error: checkout_session_not_expirable"):
            client.v2.checkout_sessions.expire(session.id)

    def test_a_second_customer_of_the_same_tax_id_is_a_conflict(self):
        client = new_merchant()
        wish = {"email": "ana@example.com", "tax_id": {"type": "cl_rut", "value": "11.111.111-1"}}
        client.v2.customers.create(**wish)
        with refused(self, InvalidRequestError, "invalid_request_error: customer_already_exists"):
            client.v2.customers.create(**wish)

    def test_what_the_sandbox_does_not_have_is_said_to_be_unsupported(self):
        with refused(self, InvalidRequestError, "invalid_request_error: not_supported_flow (flow)"):
            new_merchant().v2.checkout_sessions.create(**payment_of(4990, flow="subscription"))

    def test_an_unknown_path_is_answered_in_the_shape_of_an_error_too(self):
        with refused(self, InvalidRequestError, "invalid_request_error: invalid_url"):
            new_merchant().links.list(lazy=False)

    def test_a_call_of_the_sdks_first_generation_is_told_where_the_second_one_is(self):
        with self.assertRaisesRegex(InvalidRequestError, "serves /v2/checkout_sessions"):
            new_merchant().checkout_sessions.create(**payment_of(4990))

    def test_a_lazy_list_that_fails_raises_the_error_of_the_http_library_with_the_answer_inside(self):
        # The SDK translates errors only while a list is made, not while it is read.
        customers = new_merchant().v2.customers.list(limit=1000)
        with self.assertRaises(httpx.HTTPStatusError) as caught:
            next(customers)
        self.assertEqual(caught.exception.response.json()["error"]["code"], "invalid_positive_integer")
