# ruff: noqa: F821
import base64
import hashlib
import hmac
import json


def signed(policy, secret):
    text = base64.b64encode(json.dumps(policy).encode()).decode()
    number = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return {"policy": text, "signature": number}
