"""What the storage services have in common; the words are S3's, which OSS took over."""

import base64
import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wxlab.practice.storage.form import Form
from wxlab.practice.storage.policy import Condition
from wxlab.practice.storage.refusal import StorageError

FILENAME = "${filename}"


@dataclass(frozen=True, slots=True)
class Keys:
    """What an account signs with: `access_key` is sent along, `secret_key` never."""

    access_key: str
    secret_key: str


class Service(ABC):
    """One storage service: how it signs, what it checks, and the words it says it in.

    `signing` are the form's fields that carry the signature, the first one to look for first.
    `covers_all`: every field needs a condition; `required`: fields that a policy has to name.
    """

    name: str
    signing: tuple[str, ...]
    required: tuple[str, ...] = ()
    covers_all = False
    content_type = "application/octet-stream"
    unknown_key = "The Access Key Id you provided does not exist in our records."
    mismatch = (
        "The request signature we calculated does not match the signature you provided."
        " Check your key and signing method."
    )
    too_large = "Your proposed upload exceeds the maximum allowed size"
    too_small = "Your proposed upload is smaller than the minimum allowed size"

    # ── checking ────────────────────────────────────────────────────────────────────────────

    @abstractmethod
    def authenticate(
        self, form: Form, keys: Keys, headers: Mapping[str, str], now: datetime
    ) -> None:
        """Check who signed the form. Raises StorageError when that cannot have been `keys`.

        `headers` are the request's, their names in lower case.
        """

    def values(self, form: Form, bucket: str) -> dict[str, str]:
        """The fields that conditions may speak of, by their names in lower case."""
        return {**form.fields, "bucket": bucket}

    def failed(self, condition: Condition) -> str:
        """The message when a condition does not hold."""
        return f"Invalid according to Policy: Policy Condition failed: {condition}"

    def expired(self, expiration: datetime, now: datetime) -> str:
        """The message when a policy is over."""
        return "Invalid according to Policy: Policy expired."

    def expect_signed(self, form: Form) -> None:
        """Raise StorageError (403) when no field of a signature is there."""
        if any(form.get(name) is not None for name in self.signing):
            return
        en, zh = form.absence(self.signing[0])
        raise StorageError(
            403,
            "AccessDenied",
            "Access Denied",
            en=f"{en}; this storage takes signed forms only.",
            zh=f"{zh}；本存储只接受签过名的表单。",
        )

    def expect_key(self, given: str, keys: Keys) -> None:
        """Raise StorageError (403) when `given` is not the access key of `keys`."""
        if given == keys.access_key:
            return
        raise StorageError(
            403,
            "InvalidAccessKeyId",
            self.unknown_key,
            en=f"The form says it was signed with the access key {given[:100]};"
            f" this storage knows {keys.access_key} only.",
            zh=f"表单说签名用的密钥 ID 是 {given[:100]}；本存储只认识 {keys.access_key}。",
        )

    def expect_signature(self, given: str, right: str) -> None:
        """Raise StorageError (403) when the signature is not the right one."""
        if hmac.compare_digest(given.encode("utf-8", "replace"), right.encode()):
            return
        raise StorageError(
            403,
            "SignatureDoesNotMatch",
            self.mismatch,
            details=[("SignatureProvided", given[:100])],
            en="The signature does not belong to this policy and the secret key:"
            " one of the two is another than when it was signed.",
            zh="签名与这份 policy 和密钥不符：签名之后，其中一个变了。",
        )

    # ── signing, as a learner's own server would ────────────────────────────────────────────

    @abstractmethod
    def credentials(self, keys: Keys, now: datetime, expires: datetime) -> dict[str, str]:
        """The fields that say who signs, and when."""

    @abstractmethod
    def signature(self, keys: Keys, policy: str, credentials: Mapping[str, str]) -> dict[str, str]:
        """The field with the signature of a policy, which is given as it travels."""

    def conditions(self, credentials: Mapping[str, str]) -> list[object]:
        """What the policy says of the credentials."""
        return [{name: value} for name, value in credentials.items()]

    def sign(
        self,
        keys: Keys,
        bucket: str,
        key: str,
        fields: Mapping[str, str],
        conditions: Iterable[object],
        now: datetime,
        lifetime: timedelta,
    ) -> dict[str, str]:
        """The form's fields: `fields`, the key, and a signed policy with `conditions` and more.

        As boto3 does it, of `fields` none is covered by a condition that is not given.
        """
        expires = now + lifetime
        credentials = self.credentials(keys, now, expires)
        document = {
            "expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "conditions": [
                *conditions,
                {"bucket": bucket},
                _key_condition(key),
                *self.conditions(credentials),
            ],
        }
        policy = base64.b64encode(json.dumps(document).encode()).decode()
        signature = self.signature(keys, policy, credentials)
        return {**fields, "key": key, **credentials, "policy": policy, **signature}


def _key_condition(key: str) -> object:
    if key.endswith(FILENAME):
        return ["starts-with", "$key", key.removesuffix(FILENAME)]
    return {"key": key}
