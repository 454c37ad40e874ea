"""Aliyun OSS's form, version 1 of its signature: one HMAC over the policy as it travels.

https://help.aliyun.com/zh/oss/developer-reference/signature-version-1
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from wxlab.practice.storage.form import Form
from wxlab.practice.storage.service import Keys, Service


class OSS(Service):
    """Aliyun's Object Storage Service."""

    name = "oss"
    signing = ("policy", "OSSAccessKeyId", "Signature")
    unknown_key = "The OSS Access Key Id you provided does not exist in our records."

    def authenticate(
        self, form: Form, keys: Keys, headers: Mapping[str, str], now: datetime
    ) -> None:
        """Check the access key and the signature."""
        self.expect_signed(form)
        policy, access_key, given = (form.needed(name) for name in self.signing)
        self.expect_key(access_key, keys)
        self.expect_signature(given, signature(keys.secret_key, policy))

    def credentials(self, keys: Keys, now: datetime, expires: datetime) -> dict[str, str]:
        """Who signs; the policy alone says until when."""
        return {"OSSAccessKeyId": keys.access_key}

    def conditions(self, credentials: Mapping[str, str]) -> list[object]:
        """Nothing: a policy does not speak of the access key."""
        return []

    def signature(self, keys: Keys, policy: str, credentials: Mapping[str, str]) -> dict[str, str]:
        """The field ``Signature``."""
        return {"Signature": signature(keys.secret_key, policy)}


def signature(secret_key: str, policy: str) -> str:
    """Version 1: HMAC-SHA1 of the policy, in Base64."""
    text = policy.encode("utf-8", "replace")
    return base64.b64encode(hmac.new(secret_key.encode(), text, hashlib.sha1).digest()).decode()
