from unittest import TestCase

from kit.merchant import SANDBOX_URL, new_customer, new_merchant, payment_of, setup_of


class CheckoutSessions(TestCase):
    def test_a_setup_session_is_created_and_read(self):
        client = new_merchant()
        customer = new_customer(client)
        session = client.v2.checkout_sessions.create(**setup_of(customer))
        self.assertEqual(type(session).__name__, "CheckoutSession")
        self.assertRegex(session.id, "^cs_")
        self.assertEqual(session.flow, "setup")
        self.assertEqual(session.status, "created")
        self.assertEqual(session.customer.id, customer.id)
        self.assertTrue(session.redirect_url.startswith(f"{SANDBOX_URL}/"))
        self.assertGreater(session.expires_at, session.created_at)

        read = client.v2.checkout_sessions.get(session.id)
        self.assertEqual(read.serialize(), session.serialize())

    def test_a_payment_session_is_created_and_read(self):
        client = new_merchant()
        wish = payment_of(4990, customer_data={"email": "ana@example.com"}, metadata={"ride": "ride_7"})
        session = client.v2.checkout_sessions.create(**wish)
        self.assertEqual(session.flow, "payment")
        self.assertEqual(session.amount, 4990)
        self.assertEqual(session.metadata.ride, "ride_7")

        read = client.v2.checkout_sessions.get(session.id)
        self.assertEqual(read.customer.email, "ana@example.com")

    def test_a_session_that_nobody_opened_is_expired(self):
        client = new_merchant()
        session = client.v2.checkout_sessions.create(**payment_of(4990))
        expired = client.v2.checkout_sessions.expire(session.id)
        self.assertEqual(expired.id, session.id)
        self.assertEqual(expired.status, "expired")
        self.assertEqual(client.v2.checkout_sessions.get(session.id).status, "expired")
