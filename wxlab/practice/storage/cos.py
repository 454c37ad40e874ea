"""Tencent COS's form: a policy signed with a key for a while, or a request signed by the SDK.

https://cloud.tencent.com/document/product/436/14690 (POST Object: a policy)
https://cloud.tencent.com/document/product/436/7778 (the signature of a request, which the
mini-program SDK sends in the field ``Signature``, without any policy)
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from wxlab.practice.storage.form import Form
from wxlab.practice.storage.policy import Condition
from wxlab.practice.storage.refusal import StorageError
from wxlab.practice.storage.service import Keys, Service


class COS(Service):
    """Tencent's Cloud Object Storage."""

    name = "cos"
    signing = ("policy", "q-sign-algorithm", "q-ak", "q-key-time", "q-signature")
    required = ("q-sign-algorithm", "q-ak", "q-sign-time")
    mismatch = "The Signature you specified is invalid."
    too_large = too_small = "Condition key content-length-range doesn't match the value"

    def authenticate(
        self, form: Form, keys: Keys, headers: Mapping[str, str], now: datetime
    ) -> None:
        """Check the access key, the time and the signature, of the policy or of the request."""
        of_request = form.get("Signature")
        if of_request is not None:
            self._authenticate_request(of_request, keys, headers, now)
            return
        self.expect_signed(form)
        policy, algorithm, access_key, key_time, given = map(form.needed, self.signing)
        self._expect_sha1(algorithm)
        self.expect_key(access_key, keys)
        self.expect_signature(given, signature(keys.secret_key, key_time, policy))
        _expect_time(key_time, now)

    def _authenticate_request(
        self, authorization: str, keys: Keys, headers: Mapping[str, str], now: datetime
    ) -> None:
        said = dict(word.partition("=")[::2] for word in authorization.split("&"))
        self._expect_sha1(said.get("q-sign-algorithm", ""))
        self.expect_key(said.get("q-ak", ""), keys)
        names = [name for name in said.get("q-header-list", "").split(";") if name]
        signed = {name: headers.get(name, "") for name in names}
        times = said.get("q-key-time", ""), said.get("q-sign-time", "")
        right = request_signature(keys.secret_key, *times, signed)
        self.expect_signature(said.get("q-signature", ""), right)
        for time in times:
            _expect_time(time, now)

    def _expect_sha1(self, algorithm: str) -> None:
        if algorithm != "sha1":
            raise StorageError(
                403,
                "SignatureDoesNotMatch",
                self.mismatch,
                en="q-sign-algorithm should be sha1.",
                zh="q-sign-algorithm 应为 sha1。",
            )

    def values(self, form: Form, bucket: str) -> dict[str, str]:
        """The form's fields; a policy calls ``q-sign-time`` what the form calls ``q-key-time``."""
        key_time = form.get("q-key-time")
        alias = {} if key_time is None else {"q-sign-time": key_time}
        return {**alias, **super().values(form, bucket)}

    def failed(self, condition: Condition) -> str:
        """The message when a condition does not hold; the operation is not in it."""
        name = condition.field.removeprefix("$")
        return f"Condition key {name} doesn't match the value {condition.value}"

    def expired(self, expiration: datetime, now: datetime) -> str:
        """The message when a policy is over, word for word."""
        return (
            "You post object request has been expired, expiration time:"
            f" {expiration.timestamp():.0f} but the time now : {now.timestamp():.0f}"
        )

    def credentials(self, keys: Keys, now: datetime, expires: datetime) -> dict[str, str]:
        """Algorithm, access key, and the time from when until when the key to sign with holds."""
        return {
            "q-sign-algorithm": "sha1",
            "q-ak": keys.access_key,
            "q-key-time": f"{int(now.timestamp())};{int(expires.timestamp())}",
        }

    def conditions(self, credentials: Mapping[str, str]) -> list[object]:
        """The credentials, the time under its other name."""
        return [
            {name.replace("q-key-time", "q-sign-time"): value}
            for name, value in credentials.items()
        ]

    def signature(self, keys: Keys, policy: str, credentials: Mapping[str, str]) -> dict[str, str]:
        """The field ``q-signature``."""
        right = signature(keys.secret_key, credentials["q-key-time"], policy)
        return {"q-signature": right}


def signature(secret_key: str, key_time: str, policy: str) -> str:
    """What signs a policy: unlike elsewhere its text, not the Base64 in which it travels."""
    try:
        text = base64.b64decode(policy.encode(), validate=True)
    except ValueError:
        text = b""
    return _hmac(_hmac(secret_key, key_time), hashlib.sha1(text).hexdigest())


def request_signature(
    secret_key: str, key_time: str, sign_time: str, headers: Mapping[str, str]
) -> str:
    """What signs a POST to a bucket's own address, with these headers and no query."""
    listed = "&".join(f"{name}={quote(headers[name], safe='-_.~')}" for name in sorted(headers))
    request = f"post\n/\n\n{listed}\n"
    digest = hashlib.sha1(request.encode("utf-8", "replace")).hexdigest()
    return _hmac(_hmac(secret_key, key_time), f"sha1\n{sign_time}\n{digest}\n")


def _hmac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "replace"), hashlib.sha1).hexdigest()


def _expect_time(key_time: str, now: datetime) -> None:
    """Raise StorageError (403) outside ``begin;end``, two moments in seconds since the epoch."""
    found = re.fullmatch("([0-9]{1,12});([0-9]{1,12})", key_time)
    if found and int(found[1]) <= now.timestamp() <= int(found[2]):
        return
    raise StorageError(
        403,
        "AccessDenied",
        "Request has expired",
        en="A signature holds between the two moments that it names, start;end,"
        " and now is not between them.",
        zh="签名只在它写明的起止时间（start;end）之内有效，而现在不在其中。",
    )
