from unittest import TestCase

from kit.merchant import ids, new_customer, new_merchant, payment_of
from kit.payer import PAYS, save_account


class Lists(TestCase):
    def test_65_sessions_are_read_through_all_pages_newest_first_and_none_twice(self):
        client = new_merchant()
        sessions = client.v2.checkout_sessions
        newest_first = [sessions.create(**payment_of(1000 + count)).id for count in range(65)][::-1]
        self.assertEqual(ids(sessions.list(limit=10)), newest_first)
        self.assertEqual(ids(sessions.list(limit=13)), newest_first, "the last page is full")
        self.assertEqual(ids(sessions.list()), newest_first, "the usual page has thirty")
        self.assertEqual(len(sessions.list(lazy=False, limit=65)), 65)

    def test_a_list_goes_on_after_an_object_that_is_named(self):
        client = new_merchant()
        first, second, third = (new_customer(client).id for _ in range(3))
        self.assertEqual(ids(client.v2.customers.list(limit=1, starting_after=third)), [second, first])

    def test_a_filter_holds_on_every_page(self):
        client = new_merchant()
        ana, berta = new_customer(client), new_customer(client)
        saved = [save_account(client, ana, account).id for account in (PAYS, "813990168", "746326042")]
        save_account(client, berta)
        methods = client.v2.payment_methods.list(customer=ana.id, limit=1)
        self.assertEqual(ids(methods), saved[::-1])

    def test_webhook_endpoints_are_read_through_all_pages(self):
        client = new_merchant()
        endpoints = client.webhook_endpoints
        created = [
            endpoints.create(url=f"https://{name}.example.com/", enabled_events=["payment_intent.succeeded"]).id
            for name in "abc"
        ]
        self.assertEqual(ids(endpoints.list(limit=1)), created[::-1])

    def test_a_list_of_v1_is_read_by_page_numbers_as_well(self):
        endpoints = new_merchant().webhook_endpoints
        created = [
            endpoints.create(url=f"https://example.com/{count}", enabled_events=["refund.succeeded"]).id
            for count in range(5)
        ]
        self.assertEqual(ids(endpoints.list(per_page=2)), created[::-1])
        self.assertEqual(ids(endpoints.list(page=2, per_page=2)), created[::-1][2:])
