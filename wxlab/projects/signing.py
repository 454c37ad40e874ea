"""How a request to the cloud is signed: HMAC-SHA256 over lines of ``name=value``."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

_NONCE_BYTES = 16


def signed(fields: Mapping[str, str], names: Sequence[str], key: str) -> dict[str, str]:
    """The fields with a nonce and the signature; ``names`` are those that count, in order."""
    full = {**fields, "nonce": secrets.token_hex(_NONCE_BYTES)}
    text = "\n".join(f"{name}={full[name]}" for name in names)
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha256)
    return {**full, "signature": digest.hexdigest()}
