"""The storage's one account: its keys, what it signs, and what it keeps."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from wxlab.practice.storage.cos import COS
from wxlab.practice.storage.objects import Objects, StoredObject
from wxlab.practice.storage.oss import OSS
from wxlab.practice.storage.s3 import S3
from wxlab.practice.storage.service import Keys, Service

SERVICES: Mapping[str, Service] = {service.name: service for service in (S3(), COS(), OSS())}

# Everybody may know these, so they open nothing; a real secret never leaves its owner's server.
PRACTICE_KEYS = Keys("WXLABPRACTICE0000001", "a-secret-that-everybody-knows")


class Storage:
    """The object storage of a practice server, and the signing that a learner's server would do."""

    def __init__(self, url: Callable[[str], str]) -> None:
        self.keys = PRACTICE_KEYS
        self.kept = Objects()
        self._url = url

    @property
    def access_key(self) -> str:
        """The public half of the keys; COS calls it SecretId, S3 and OSS access key ID."""
        return self.keys.access_key

    @property
    def secret_key(self) -> str:
        """The half that signs. The same on every practice server, and no secret at all."""
        return self.keys.secret_key

    @property
    def objects(self) -> tuple[StoredObject, ...]:
        """What was uploaded and is still kept, oldest first."""
        return self.kept.snapshot()

    def url(self, service: str, bucket: str, key: str = "") -> str:
        """The address of a bucket, or of an object in it."""
        path = "/".join(quote(word, safe="") for word in (service, bucket))
        return self._url(f"/storage/{path}" + (f"/{quote(key)}" if key else ""))

    def sign_post(
        self,
        service: str,
        bucket: str,
        key: str,
        *,
        fields: Mapping[str, str] | None = None,
        conditions: Iterable[object] = (),
        expires_in: float = 3600,
        now: float | None = None,
    ) -> dict[str, object]:
        """Sign a policy: ``{"url": …, "fields": {…}}``, for ``url`` and ``formData`` of an upload.

        `service` is ``"s3"``, ``"cos"`` or ``"oss"``. `key` may end in ``${filename}``. `fields`
        go into the form as well; of S3 each one needs one of the `conditions`. `expires_in` are
        seconds from `now`, seconds since the epoch; a policy that was signed long ago has expired.
        Raises ValueError for a service that there is not.
        """
        if service not in SERVICES:
            raise ValueError(f"no service {service!r}; there are {', '.join(SERVICES)}")
        moment = datetime.fromtimestamp(time.time() if now is None else now, UTC)
        lifetime = timedelta(seconds=expires_in)
        signed = SERVICES[service].sign(
            self.keys, bucket, key, fields or {}, conditions, moment, lifetime
        )
        return {"url": self.url(service, bucket), "fields": signed}
