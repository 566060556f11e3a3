"""Saves a bank account once, then pays with it in one click. Needs `pip install fintoc "httpx<0.28"` and a running sandbox."""

import os
import time
import uuid

import fintoc.core
from fintoc import Fintoc

# The SDK has no option for its base URL: this is the only line that differs from talking to Fintoc.
fintoc.core.API_BASE_URL = os.environ.get("SANDBOX_URL", "http://127.0.0.1:3001")

client = Fintoc(os.environ.get("FINTOC_SECRET_KEY", f"sk_test_{uuid.uuid4()}"))
urls = {"success_url": "https://merchant.example/ok", "cancel_url": "https://merchant.example/no"}

customer = client.v2.customers.create(email="ana@example.com")
setup = client.v2.checkout_sessions.create(flow="setup", currency="CLP", customer=customer.id, **urls)
print(f"Open this page and save an account: {setup.redirect_url}", flush=True)

# A merchant waits for the event `payment_method.activated`; a script may ask.
while not (methods := client.v2.payment_methods.list(customer=customer.id, lazy=False)):
    time.sleep(0.5)
print(f"Saved as {methods[0].id}.")

payment = client.v2.checkout_sessions.create(
    amount=4990, currency="CLP", customer=customer.id, payment_method=methods[0].id, **urls
)
intent = payment.payment_resource.payment_intent
while intent.status == "in_progress":
    time.sleep(0.5)
    intent = client.v2.payment_intents.get(intent.id)
print(f"The payment of $4.990 has {intent.status}.")
