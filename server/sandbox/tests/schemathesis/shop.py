"""A merchant with something in every list: a customer, a saved account, a payment, a refund, events."""

import json
import os
import time
from urllib import error, parse, request

BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:4010").rstrip("/")
KEY = os.environ.get("SANDBOX_KEY", "sk_test_schemathesis")

# What a payer sends at each step of the hosted page, once the bank is chosen.
STEPS = {
    "login": {"as": "416148503"},
    "account": {"account": "422159212"},
    "authorise": {"decision": "approve"},
}


class NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


# Nobody listens there, so the sandbox has deliveries to retry.
ENDPOINT = {"url": "http://127.0.0.1:9/hooks", "enabled_events": ["payment_intent.succeeded"]}
OPENER = request.build_opener(request.ProxyHandler({}), NoRedirect)


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": KEY, "Content-Type": "application/json"}
    with OPENER.open(request.Request(BASE_URL + path, data, headers, method=method), timeout=10) as answer:
        return json.load(answer)


def visit(address, fields=None):
    """Opens a step of the hosted page, or posts its form. Most answers lead on; the next step has an address of its own."""
    form = None if fields is None else parse.urlencode(fields).encode()
    try:
        OPENER.open(address, form, timeout=10).close()
    except error.HTTPError as answer:
        if answer.code != 303:
            raise


class Shop:
    """What the merchant pays with, and one object of every kind that calls may do anything to."""

    def __init__(self):
        self.customer = call("POST", "/v2/customers", {"email": "ana@example.com"})["id"]
        self.method, setup_intent = self.save("cl_banco_de_chile")
        self.payment = self.pay(6_000_000)
        self.known = {
            "checkout_sessions": self.begin({"amount": 4_990})["id"],
            "customers": self.customer,
            "events": call("GET", "/v2/events")[0]["id"],
            "payment_intents": self.payment,
            "payment_methods": self.save("cl_banco_bci")[0],
            "refunds": call("POST", "/v1/refunds", {**self.refundable(), "amount": 1})["id"],
            "setup_intents": setup_intent,
            "webhook_endpoints": call("POST", "/v1/webhook_endpoints", ENDPOINT)["id"],
        }

    def refundable(self):
        return {"resource_type": "payment_intent", "resource_id": self.payment}

    def begin(self, more):
        addresses = {"success_url": "https://merchant.example/ok", "cancel_url": "https://merchant.example/no"}
        return call("POST", "/v2/checkout_sessions", {"currency": "CLP", **addresses, **more})

    def save(self, bank):
        """Saves an account of that bank on the hosted page."""
        session = self.begin({"flow": "setup", "customer": self.customer})
        page = session["redirect_url"]
        visit(page)
        visit(f"{page}/bank", {"institution_id": bank})
        for step, fields in STEPS.items():
            visit(f"{page}/{step}", fields)
        session = call("GET", f"/v2/checkout_sessions/{session['id']}")
        return session["payment_method"], session["setup_intent"]

    def pay(self, amount):
        """Pays with the saved account and waits for the bank."""
        session = self.begin({"amount": amount, "customer": self.customer, "payment_method": self.method})
        payment = session["payment_resource"]["payment_intent"]["id"]
        end = time.monotonic() + 10
        while call("GET", f"/v2/payment_intents/{payment}")["status"] != "succeeded":
            if time.monotonic() > end:
                raise TimeoutError("the sandbox did not settle a payment: does anybody run its clock?")
            time.sleep(0.1)
        return payment
