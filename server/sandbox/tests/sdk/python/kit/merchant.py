"""A merchant with the official SDK, as pip installs it."""

import os
import uuid
from itertools import islice

import fintoc.core
from fintoc import Fintoc

SANDBOX_URL = os.environ.get("SANDBOX_URL", "http://127.0.0.1:4010").rstrip("/")
"""Where the sandbox under test answers."""

# The SDK has no option for its base URL; each `Fintoc(…)` reads this constant. Nothing else of it is touched.
fintoc.core.API_BASE_URL = SANDBOX_URL

SUCCESS_URL = "http://127.0.0.1:9/success"
CANCEL_URL = "http://127.0.0.1:9/cancel"
"""Where payers come back to. Nobody listens there: the tests are told of the address, as a browser would be."""


def new_key():
    """A key that the sandbox has not met before: any that starts with `sk_test_` is an account of its own."""
    return f"sk_test_python_{uuid.uuid4()}"


def new_merchant(key=None):
    """The merchant of that key, or of a new one."""
    return Fintoc(key or new_key(), api_version="2026-02-01")


def new_customer(client):
    """A customer whom nobody else has."""
    return client.v2.customers.create(name="Ana Soto", email=f"{uuid.uuid4()}@example.com")


def setup_of(customer):
    """The parameters of a session that saves an account of that customer."""
    return {
        "flow": "setup",
        "currency": "CLP",
        "customer": customer.id,
        "success_url": SUCCESS_URL,
        "cancel_url": CANCEL_URL,
    }


def payment_of(amount, **more):
    """The parameters of a session that asks for money."""
    return {
        "flow": "payment",
        "amount": amount,
        "currency": "CLP",
        "success_url": SUCCESS_URL,
        "cancel_url": CANCEL_URL,
        **more,
    }


def ids(objects):
    """The ids of all that a list of the SDK holds, through all its pages."""
    # A paginator that loses its cursor reads for ever: see requirements.txt.
    return [item.id for item in islice(objects, 1000)]
