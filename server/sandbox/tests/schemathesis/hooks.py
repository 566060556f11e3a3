"""What the description cannot say: values that have to exist, and values that depend on the clock or on each other."""

from datetime import datetime, timedelta, timezone
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st

import shop

# Return addresses and endpoints are https anywhere, or http on loopback; `uri` alone would also allow `ftp:`.
ADDRESSES = st.builds(
    "{}/{}".format,
    st.sampled_from(["https://merchant.example", "http://127.0.0.1:9", "http://localhost:9"]),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12),
)


def rut(body: int) -> str:
    """A RUT with its check digit: modulus 11 over the digits from the right, weighted 2 to 7."""
    weighted = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(str(body))))
    check = 11 - weighted % 11
    return f"{body}-{ {11: '0', 10: 'K'}.get(check, check) }"


schemathesis.openapi.format("uri", ADDRESSES)
schemathesis.openapi.format("rut", st.integers(min_value=1_000_000, max_value=99_999_999).map(rut))

SHOP = shop.Shop()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes a valid request one that can succeed, and an invalid one fail for its own fault."""
    use_a_fresh_key(case)
    expire_later(case)
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    settle_cursors(case)
    point_at_something(case)
    if isinstance(case.body, dict):
        settle_body(case.body)


def use_a_fresh_key(case):
    """Made-up keys are much alike, and the second use of one is 409 whatever else is right or wrong about a request."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and 1 <= len(key) <= 255:
        case.headers["Idempotency-Key"] = str(uuid4())


def expire_later(case):
    """Made-up instants are mostly past, and `expires_at` is read before much else."""
    if not isinstance(case.body, dict) or not isinstance(case.body.get("expires_at"), str):
        return
    try:
        datetime.fromisoformat(case.body["expires_at"])
    except ValueError:
        return
    case.body["expires_at"] = (datetime.now(timezone.utc) + timedelta(hours=1)).isoformat(timespec="seconds")


def settle_cursors(case):
    """A cursor is the id of an object of the list, and there is one at most."""
    sent = [name for name in ("starting_after", "ending_before") if (case.query or {}).get(name)]
    for name in sent[1:]:
        del case.query[name]
    for name in sent[:1]:
        case.query[name] = SHOP.known[kind(case)]


def kind(case):
    return case.operation.path.split("/")[2]


def point_at_something(case):
    """Every other address names an object that exists; the rest stay 404s."""
    made_up = (case.path_parameters or {}).get("id")
    if isinstance(made_up, str) and len(made_up) % 2 == 0:
        case.path_parameters["id"] = SHOP.known[kind(case)]


def settle_body(body):
    """12.0 is an integer to JSON Schema and to few others; what is pointed at exists."""
    if isinstance(body.get("amount"), float) and body["amount"].is_integer():
        body["amount"] = int(body["amount"])
    if isinstance(body.get("customer"), str):
        body["customer"] = SHOP.customer
        # A saved account pays for its own customer only.
        if body.get("payment_method"):
            body["payment_method"] = SHOP.method
    if "resource_id" in body:
        # As many small refunds as there are tries: nobody can give back more than was paid.
        body.update(SHOP.refundable(), amount=1)
