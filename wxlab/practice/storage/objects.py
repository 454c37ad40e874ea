"""What the storage keeps: the last objects, in memory, by service, bucket and key."""

import hashlib
import threading
from dataclasses import dataclass, field

MAX_OBJECTS = 1_000
MAX_KEPT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object, as it was put. `etag` is the MD5 of its data, in the quotation marks it needs."""

    service: str
    bucket: str
    key: str
    content_type: str
    data: bytes = field(repr=False)

    @property
    def etag(self) -> str:
        """The MD5 of the data in hex, in quotation marks."""
        return f'"{hashlib.md5(self.data, usedforsecurity=False).hexdigest()}"'

    def __repr__(self) -> str:
        place = f"{self.service}/{self.bucket}/{self.key}"
        return f"<object {place} {self.content_type}: {len(self.data):,} bytes>"


class Objects:
    """At most 1,000 objects and 64 MiB of them; the oldest make room. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str, str], StoredObject] = {}
        self._bytes = 0

    def put(self, stored: StoredObject) -> None:
        """Keep an object, in place of the one that has its key."""
        with self._lock:
            self._drop((stored.service, stored.bucket, stored.key))
            self._kept[stored.service, stored.bucket, stored.key] = stored
            self._bytes += len(stored.data)
            while len(self._kept) > MAX_OBJECTS or self._bytes > MAX_KEPT_BYTES:
                self._drop(next(iter(self._kept)))

    def get(self, service: str, bucket: str, key: str) -> StoredObject | None:
        """The object of that key, or None."""
        with self._lock:
            return self._kept.get((service, bucket, key))

    def snapshot(self) -> tuple[StoredObject, ...]:
        """The objects there are, oldest first."""
        with self._lock:
            return tuple(self._kept.values())

    def _drop(self, place: tuple[str, str, str]) -> None:
        dropped = self._kept.pop(place, None)
        if dropped is not None:
            self._bytes -= len(dropped.data)
