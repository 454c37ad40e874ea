"""What a cloud's store can be asked. Each answer is of one moment, and of whole versions."""

import sqlite3
import threading
from typing import Any, NamedTuple

from wxlab.practice.cloud.resource import CloudStatus, Resource, ResourceStatus, Version

OF_RESOURCE = "appid = ? AND kind = ? AND name = ?"
VERSION_COLUMNS = "version, desc, robot, digest, files, bytes, installed"
_LIVE = f"SELECT of FROM history WHERE {OF_RESOURCE} ORDER BY step DESC LIMIT 1"


class StoredFile(NamedTuple):
    """A file of a version; `etag` is the MD5 of its data, in the quotation marks it needs."""

    path: str
    size: int
    etag: str


class Page(NamedTuple):
    """Some records of a collection, each as JSON, and how many there are."""

    records: list[str]
    total: int


class Inventory:
    """The part of a store that reads; the rest of `Store` opens and changes it."""

    _lock: threading.RLock
    _db: sqlite3.Connection

    def status(self, appid: str) -> CloudStatus:
        """What there is of one mini-program, in the order of kinds and names."""
        query = (
            "SELECT DISTINCT appid, kind, name FROM versions WHERE appid = ? ORDER BY kind, name"
        )
        with self._lock:
            found = [Resource(*row) for row in self._rows(query, appid)]
            return CloudStatus(appid, tuple(map(self.resource, found)))

    def resource(self, resource: Resource) -> ResourceStatus:
        """One resource, its versions oldest first."""
        query = f"SELECT {VERSION_COLUMNS} FROM versions WHERE {OF_RESOURCE} ORDER BY id"
        with self._lock:
            versions = tuple(Version(*row) for row in self._rows(query, *resource))
            live, before, *_ = *(version for _, version in self._steps(resource)), None, None
        kind, name, path = resource.kind, resource.name, resource.path
        return ResourceStatus(kind, name, live, before, path, versions)

    def file(self, resource: Resource, path: str) -> tuple[bytes, str] | None:
        """The data and the ETag of a file of what is live; None when it has no such file."""
        query = f"SELECT data, etag FROM files WHERE of = ({_LIVE}) AND path = ?"
        return next(iter(self._rows(query, *resource, path)), None)

    def files(self, resource: Resource, prefix: str = "") -> list[StoredFile]:
        """The files of what is live, in the order of their names."""
        query = (
            f"SELECT path, size, etag FROM files WHERE of = ({_LIVE})"
            " AND substr(path, 1, ?) = ? ORDER BY path"
        )
        return [StoredFile(*row) for row in self._rows(query, *resource, len(prefix), prefix)]

    def code(self, resource: Resource) -> tuple[str, dict[str, bytes]] | None:
        """The version that is live and all its files; None when nothing is."""
        with self._lock:
            steps = self._steps(resource)
            files = dict(
                self._rows(f"SELECT path, data FROM files WHERE of = ({_LIVE})", *resource)
            )
        return (steps[0][1], files) if steps else None

    def collections(self, resource: Resource) -> dict[str, int]:
        """The collections of the database that is live, and how many records each has."""
        query = (
            "SELECT collection, (SELECT count(*) FROM records"
            " WHERE records.of = collections.of AND records.collection = collections.collection)"
            f" FROM collections WHERE of = ({_LIVE}) ORDER BY collection"
        )
        return dict(self._rows(query, *resource))

    def records(self, resource: Resource, collection: str, skip: int, limit: int) -> Page | None:
        """Some records, in the order of their file; None when there is no such collection."""
        query = (
            f"SELECT record FROM records WHERE of = ({_LIVE}) AND collection = ?"
            " ORDER BY position LIMIT ? OFFSET ?"
        )
        with self._lock:
            total = self.collections(resource).get(collection)
            rows = self._rows(query, *resource, collection, limit, skip)
        return None if total is None else Page([text for (text,) in rows], total)

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._db.execute(query, values).fetchall()
        except sqlite3.ProgrammingError:
            raise RuntimeError("the cloud is closed, with its server") from None

    def _steps(self, resource: Resource) -> list[tuple[int, str]]:
        """The last two steps of what was made live, the newest first, and their versions."""
        query = (
            "SELECT step, version FROM history JOIN versions ON versions.id = history.of"
            " WHERE history.appid = ? AND history.kind = ? AND history.name = ?"
            " ORDER BY step DESC LIMIT 2"
        )
        return self._rows(query, *resource)
