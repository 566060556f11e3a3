from unittest import TestCase

from fintoc.webhook import WebhookSignature

from kit.merchant import new_merchant
from kit.receiver import Receiver
from kit.refusal import InvalidRequestError, refused

WISH = {
    "url": "https://example.com/fintoc",
    "enabled_events": ["payment_intent.succeeded"],
    "description": "mine",
}


class WebhookEndpoints(TestCase):
    def test_an_endpoint_tells_its_secret_in_the_answer_that_creates_it_and_never_again(self):
        endpoints = new_merchant().webhook_endpoints
        created = endpoints.create(**WISH)
        self.assertRegex(created.secret, "^whsec_")

        read = endpoints.get(created.id)
        (listed,) = endpoints.list()
        updated = endpoints.update(created.id, description="yours")
        self.assertEqual([read.secret, listed.secret, updated.secret], [None, None, None])

    def test_an_endpoint_is_changed_switched_off_and_on(self):
        endpoints = new_merchant().webhook_endpoints
        endpoint = endpoints.create(**WISH)
        self.assertEqual(endpoint.status, "enabled")

        enabled_events = ["payment_intent.failed", "refund.succeeded"]
        off = endpoints.update(endpoint.id, enabled_events=enabled_events, disabled=True)
        self.assertEqual(off.enabled_events, enabled_events)
        self.assertEqual(off.status, "disabled")
        self.assertEqual(off.url, WISH["url"])
        endpoint.update(disabled=False)
        self.assertEqual(endpoint.status, "enabled")

    def test_a_deleted_endpoint_is_gone(self):
        endpoints = new_merchant().webhook_endpoints
        first, second = endpoints.create(**WISH), endpoints.create(**WISH)
        self.assertEqual(endpoints.delete(first.id), first.id)
        self.assertEqual(second.delete(), second.id)
        self.assertEqual(endpoints.list(lazy=False), [])
        with refused(self, InvalidRequestError, "invalid_request_error: missing_resource"):
            endpoints.get(first.id)

    def test_an_endpoint_is_sent_a_test_event_that_is_signed_like_any_other(self):
        # Node's SDK has no such call.
        client = new_merchant()
        receiver = Receiver(self, client, ["payment_intent.succeeded"])
        (endpoint,) = client.webhook_endpoints.list()
        sent = client.webhook_endpoints.test(endpoint.id, type="payment_method.activated")
        delivery = receiver.next()
        self.assertEqual(delivery.event["id"], sent.id)
        self.assertEqual(delivery.event["type"], "payment_method.activated")
        self.assertTrue(WebhookSignature.verify_header(delivery.body.decode(), delivery.signature, receiver.secret))
