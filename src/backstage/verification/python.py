import hashlib
import hmac
import os
import time


def is_authentic(header: str, body: bytes) -> bool:
    """body: the raw bytes, before anything parses them."""
    parts = dict(part.strip().split("=", 1) for part in header.split(","))
    message = parts["t"].encode() + b"." + body
    secret = os.environ["FINTOC_WEBHOOK_SECRET"].encode()
    expected = hmac.new(secret, message, hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(parts["t"])) <= 300
    return fresh and hmac.compare_digest(expected, parts["v1"])
