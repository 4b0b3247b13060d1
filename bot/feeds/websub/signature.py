"""Check the signature (HMAC) of a push: X-Hub-Signature by our secret; pure."""

import hmac

_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


def is_signed(body: bytes, header: str | None, secret: str) -> bool:
    """Say whether whoever knows `secret` signed this body; compares in constant time."""
    method, _, told = (header or "").strip().partition("=")
    method = method.lower()
    if method not in _METHODS:
        return False
    signature = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(signature.encode(), told.strip().lower().encode())
