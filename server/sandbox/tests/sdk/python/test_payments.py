from unittest import TestCase

from kit.merchant import SUCCESS_URL, ids, new_customer, new_merchant, payment_of, setup_of
from kit.payer import PAYS, save_account, walk
from kit.receiver import Receiver
from kit.refusal import InvalidRequestError, refused


class Payments(TestCase):
    def test_a_payer_pays_on_the_hosted_page_and_the_intent_says_so(self):
        client = new_merchant()
        session = client.v2.checkout_sessions.create(**payment_of(4990, metadata={"ride": "ride_7"}))
        self.assertEqual(walk(session), SUCCESS_URL)

        finished = client.v2.checkout_sessions.get(session.id)
        self.assertEqual(finished.status, "finished")
        intent = client.v2.payment_intents.get(finished.payment_resource.payment_intent.id)
        self.assertEqual(type(intent).__name__, "PaymentIntent")
        self.assertEqual(intent.status, "succeeded")
        self.assertEqual(intent.amount, 4990)
        self.assertEqual(intent.metadata.ride, "ride_7")
        self.assertEqual(ids(client.v2.payment_intents.list()), [intent.id])

    def test_an_account_is_saved_on_the_hosted_page_and_read(self):
        client = new_merchant()
        customer = new_customer(client)
        session = client.v2.checkout_sessions.create(**setup_of(customer))
        self.assertEqual(walk(session), SUCCESS_URL)

        finished = client.v2.checkout_sessions.get(session.id)
        self.assertEqual(finished.status, "finished")
        method = client.v2.payment_methods.get(finished.payment_method)
        self.assertEqual(method.type, "bank_transfer")
        self.assertEqual(method.customer, customer.id)
        self.assertEqual(method.bank_transfer.account_number, PAYS)
        self.assertEqual(method.bank_transfer.status, "active")
        self.assertEqual(ids(client.v2.payment_methods.list()), [method.id])

    def test_a_saved_account_pays_with_one_call_and_the_event_tells_when(self):
        client = new_merchant()
        receiver = Receiver(self, client, ["payment_intent.succeeded"])
        customer = new_customer(client)
        method = save_account(client, customer)
        wish = payment_of(4990, customer=customer.id, payment_method=method.id)
        session = client.v2.checkout_sessions.create(**wish)
        self.assertIsNone(session.redirect_url)

        intent = client.v2.payment_intents.get(receiver.next().event["data"]["id"])
        self.assertEqual(intent.status, "succeeded")
        self.assertEqual(client.v2.checkout_sessions.get(session.id).status, "finished")

    def test_a_saved_account_cannot_be_charged_without_a_session(self):
        client = new_merchant()
        customer = new_customer(client)
        method = save_account(client, customer)
        with refused(
            self, InvalidRequestError, "invalid_request_error: not_supported_payment_method (payment_method)"
        ):
            client.v2.payment_intents.create(
                amount=4990, currency="CLP", customer=customer.id, payment_method=method.id
            )
