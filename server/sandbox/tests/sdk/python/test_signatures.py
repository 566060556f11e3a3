import hashlib
import hmac
import json
import re
import time
from unittest import TestCase

from fintoc.errors import WebhookSignatureError
from fintoc.webhook import WebhookSignature

from kit.merchant import new_merchant, payment_of
from kit.payer import walk
from kit.receiver import Receiver

TOLERANCE = 300
SLOWNESS = 60
"""The test may be slow between signing and verifying: what is not too old yet grows older meanwhile."""


def signed(body, secret, seconds):
    timestamp = int(time.time()) + seconds
    message = b"%d.%b" % (timestamp, body)
    return f"t={timestamp},v1={hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


class Signatures(TestCase):
    def setUp(self):
        client = new_merchant()
        receiver = Receiver(self, client, ["payment_intent.succeeded"])
        walk(client.v2.checkout_sessions.create(**payment_of(4990, metadata={"barrio": "Peñalolén"})))
        delivery = receiver.next()
        self.body, self.signature, self.event = delivery.body, delivery.signature, delivery.event
        self.secret = receiver.secret

    def accepts(self, body, signature, secret):
        self.assertTrue(WebhookSignature.verify_header(body.decode("utf-8"), signature, secret))

    def rejects(self, body, signature, secret, why):
        with self.assertRaisesRegex(WebhookSignatureError, why, msg=signature):
            WebhookSignature.verify_header(body.decode("utf-8"), signature, secret)

    def test_a_delivery_of_the_sandbox_is_authentic(self):
        self.accepts(self.body, self.signature, self.secret)
        self.assertRegex(self.event["id"], "^evt_")
        self.assertEqual(self.event["type"], "payment_intent.succeeded")
        self.assertEqual(self.event["data"]["metadata"]["barrio"], "Peñalolén")

    def test_one_changed_byte_wherever_it_is_makes_a_delivery_false(self):
        for at in (0, self.body.index(b"4990"), len(self.body) - 1):
            altered = bytearray(self.body)
            altered[at] ^= 1
            self.rejects(altered, self.signature, self.secret, "Signature mismatch")
        self.rejects(self.body + b"\n", self.signature, self.secret, "Signature mismatch")
        spaced = json.dumps(self.event, indent=1, ensure_ascii=False).encode()
        self.rejects(spaced, self.signature, self.secret, "Signature mismatch")

    def test_another_endpoints_secret_verifies_nothing(self):
        other = new_merchant().webhook_endpoints.create(
            url="https://example.com/fintoc", enabled_events=["payment_intent.succeeded"]
        )
        self.rejects(self.body, self.signature, other.secret, "Signature mismatch")
        self.rejects(self.body, self.signature, self.secret.replace("whsec_", "", 1), "Signature mismatch")

    def test_a_delivery_is_believed_for_five_minutes(self):
        for seconds in (0, SLOWNESS - TOLERANCE):
            self.accepts(self.body, signed(self.body, self.secret, seconds), self.secret)
        late = signed(self.body, self.secret, -TOLERANCE - 1)
        self.rejects(self.body, late, self.secret, "outside the tolerance")

    def test_a_delivery_from_the_future_is_believed_because_this_sdk_looks_back_only(self):
        self.accepts(self.body, signed(self.body, self.secret, 3600), self.secret)

    def test_a_timestamp_that_was_not_signed_makes_a_delivery_false(self):
        later = re.sub(r"t=(\d+)", lambda found: f"t={int(found[1]) + 1}", self.signature)
        self.rejects(self.body, later, self.secret, "Signature mismatch")

    def test_a_header_that_lacks_a_part_or_is_none_is_refused(self):
        timestamp, signature = self.signature.split(",")
        for header, why in (
            (timestamp, "No v1 signature"),
            (signature, "Missing timestamp"),
            (f"{timestamp},v0={signature[3:]}", "No v1 signature"),
            (f"{timestamp},{signature[:-1]}", "Signature mismatch"),
            (f"t=soon,{signature}", "Unable to extract"),
            ("t=,v1=", "Unable to extract"),
            ("nonsense", "Unable to extract"),
            ("", "Unable to extract"),
        ):
            self.rejects(self.body, header, self.secret, why)
