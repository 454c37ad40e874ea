# ruff: noqa: F821
import base64
import hashlib
import hmac
import json


def signed(policy, secret):
    text = base64.b64encode(json.dumps(policy).encode()).decode()
    number = hmac.new(secret, text.encode(), hashlib.sha1).digest()
    return {"policy": text, "Signature": base64.b64encode(number).decode()}
