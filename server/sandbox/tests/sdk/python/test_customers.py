from datetime import datetime
from unittest import TestCase

from kit.merchant import ids, new_customer, new_merchant


class Customers(TestCase):
    def test_a_customer_is_created_read_and_listed(self):
        client = new_merchant()
        ana = client.v2.customers.create(
            name="Ana Soto",
            email="ana@example.com",
            tax_id={"type": "cl_rut", "value": "11.111.111-1"},
            metadata={"rider": "r_7"},
        )
        self.assertRegex(ana.id, "^cus_")
        self.assertEqual(ana.tax_id.value, "111111111")
        self.assertEqual(ana.metadata.rider, "r_7")
        self.assertIsInstance(ana.created_at, datetime)

        read = client.v2.customers.get(ana.id)
        self.assertEqual(read.serialize(), ana.serialize())
        berta = new_customer(client)
        self.assertEqual(ids(client.v2.customers.list()), [berta.id, ana.id])

    def test_a_merchant_sees_nothing_of_another_merchant(self):
        new_customer(new_merchant())
        self.assertEqual(new_merchant().v2.customers.list(lazy=False), [])
