from unittest import TestCase

from kit.merchant import ids, new_merchant, payment_of
from kit.payer import walk
from kit.receiver import Receiver
from kit.refusal import InvalidRequestError, refused


def paid(client, amount):
    """A payment that succeeded, as `refunds.create` wants it named."""
    session = client.v2.checkout_sessions.create(**payment_of(amount))
    walk(session)
    intent = client.v2.checkout_sessions.get(session.id).payment_resource.payment_intent
    return {"resource_type": "payment_intent", "resource_id": intent.id}


class Refunds(TestCase):
    def test_a_refund_begins_goes_on_and_arrives_and_events_tell_of_it(self):
        client = new_merchant()
        receiver = Receiver(self, client, ["refund.in_progress", "refund.succeeded"])
        refund = client.refunds.create(**paid(client, 4990), metadata={"ride": "ride_7"})
        self.assertRegex(refund.id, "^re_")
        self.assertEqual(refund.status, "created")
        self.assertEqual(refund.amount, 4990)

        events = [receiver.next().event, receiver.next().event]
        self.assertEqual([event["type"] for event in events], ["refund.in_progress", "refund.succeeded"])
        self.assertEqual([event["data"]["id"] for event in events], [refund.id, refund.id])
        arrived = client.refunds.get(refund.id)
        self.assertEqual(arrived.status, "succeeded")
        self.assertEqual(arrived.metadata.ride, "ride_7")

    def test_a_payment_is_refunded_in_parts_and_no_more_than_it_was(self):
        client = new_merchant()
        payment = paid(client, 4990)
        first = client.refunds.create(**payment, amount=1000)
        second = client.refunds.create(**payment, amount=3990)
        self.assertEqual(ids(client.refunds.list()), [second.id, first.id])
        with refused(self, InvalidRequestError, "invalid_request_error: invalid_amount (amount)"):
            client.refunds.create(**payment, amount=1)

    def test_a_refund_is_canceled_while_it_has_not_begun_once(self):
        client = new_merchant()
        refund = client.refunds.create(**paid(client, 4990))
        self.assertEqual(client.refunds.cancel(refund.id).status, "canceled")
        self.assertEqual(client.refunds.get(refund.id).status, "canceled")
        with refused(self, InvalidRequestError, "invalid_request_error: refund_not_cancelable"):
            client.refunds.cancel(refund.id)

    def test_a_refund_of_nothing_that_was_paid_is_refused(self):
        with refused(self, InvalidRequestError, "invalid_request_error: missing_resource"):
            new_merchant().refunds.create(resource_type="payment_intent", resource_id="pi_none")
