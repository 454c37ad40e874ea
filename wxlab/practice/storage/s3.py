"""S3's form: a policy signed with version 4 of the signature.

The key to sign with is a chain of HMACs over the secret, the day, the region and the service; what
is signed is the policy as it travels, in Base64.
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from wxlab.practice.storage.form import Form
from wxlab.practice.storage.refusal import StorageError
from wxlab.practice.storage.service import Keys, Service

ALGORITHM = "AWS4-HMAC-SHA256"
REGION = "us-east-1"


class S3(Service):
    """Amazon's Simple Storage Service, and the many that speak like it."""

    name = "s3"
    signing = ("policy", "X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date")
    covers_all = True
    content_type = "binary/octet-stream"
    unknown_key = "The AWS Access Key Id you provided does not exist in our records."

    def authenticate(
        self, form: Form, keys: Keys, headers: Mapping[str, str], now: datetime
    ) -> None:
        """Check algorithm, credential and signature, in this order."""
        self.expect_signed(form)
        policy, given, algorithm, credential, date = (form.needed(name) for name in self.signing)
        if algorithm != ALGORITHM:
            raise _unreadable(
                f"X-Amz-Algorithm only supports {ALGORITHM}",
                f"The field X-Amz-Algorithm should be {ALGORITHM}",
                f"字段 X-Amz-Algorithm 应为 {ALGORITHM}",
            )
        access_key, *scope = credential.rsplit("/", 4)
        if len(scope) != 4 or scope[2:] != ["s3", "aws4_request"] or scope[0] != date[:8]:
            raise _unreadable(
                "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed;"
                ' expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
                "The field X-Amz-Credential should be access-key/day/region/s3/aws4_request,"
                " with the day of X-Amz-Date",
                "字段 X-Amz-Credential 应为 密钥ID/日期/地域/s3/aws4_request，"
                "日期与 X-Amz-Date 相同",
            )
        self.expect_key(access_key, keys)
        self.expect_signature(given, signature(keys.secret_key, scope[0], scope[1], policy))

    def credentials(self, keys: Keys, now: datetime, expires: datetime) -> dict[str, str]:
        """Algorithm, credential and date."""
        scope = f"{now:%Y%m%d}/{REGION}/s3/aws4_request"
        return {
            "x-amz-algorithm": ALGORITHM,
            "x-amz-credential": f"{keys.access_key}/{scope}",
            "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
        }

    def signature(self, keys: Keys, policy: str, credentials: Mapping[str, str]) -> dict[str, str]:
        """The field ``x-amz-signature``."""
        _, day, region, _, _ = credentials["x-amz-credential"].rsplit("/", 4)
        return {"x-amz-signature": signature(keys.secret_key, day, region, policy)}


def signature(secret_key: str, day: str, region: str, policy: str) -> str:
    """Version 4: the policy's HMAC under a key for this day, region and service, in hex."""
    key = f"AWS4{secret_key}".encode()
    for word in (day, region, "s3", "aws4_request"):
        key = _hmac(key, word)
    return _hmac(key, policy).hex()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).digest()


def _unreadable(message: str, en: str, zh: str) -> StorageError:
    code = "AuthorizationQueryParametersError"
    return StorageError(400, code, message, en=f"{en}.", zh=f"{zh}。")
