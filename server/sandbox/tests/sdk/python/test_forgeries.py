from unittest import TestCase

from fintoc.errors import WebhookSignatureError
from fintoc.webhook import WebhookSignature

from kit.control import resend
from kit.merchant import new_key, new_merchant, payment_of
from kit.payer import walk
from kit.receiver import Receiver


class Forgeries(TestCase):
    def setUp(self):
        self.key = new_key()
        client = new_merchant(self.key)
        self.receiver = Receiver(self, client, ["payment_intent.succeeded"])
        walk(client.v2.checkout_sessions.create(**payment_of(4990)))
        self.first = self.receiver.next()

    def again(self, fault=None):
        """The event that has arrived, delivered once more; it reads well in any case."""
        resend(self.key, fault)
        second = self.receiver.next()
        self.assertEqual(second.event["id"], self.first.event["id"])
        return second

    def verify(self, delivery):
        return WebhookSignature.verify_header(delivery.body.decode("utf-8"), delivery.signature, self.receiver.secret)

    def refuses(self, fault, why):
        with self.assertRaisesRegex(WebhookSignatureError, why):
            self.verify(self.again(fault))

    def test_a_delivery_that_is_sent_again_is_signed_again_and_is_the_same_event(self):
        second = self.again()
        self.assertTrue(self.verify(second))
        self.assertEqual(second.body, self.first.body)

    def test_a_delivery_signed_with_a_wrong_secret_is_refused(self):
        self.refuses("wrong_secret", "Signature mismatch")

    def test_an_altered_delivery_is_refused(self):
        self.refuses("altered", "Signature mismatch")

    def test_a_stale_delivery_is_refused(self):
        self.refuses("stale", "outside the tolerance")

    def test_a_delivery_from_the_future_is_believed_because_this_sdk_looks_back_only(self):
        self.assertTrue(self.verify(self.again("future")))
