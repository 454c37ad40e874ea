"""What a cloud keeps: versions, files, records and which version is live, in one SQLite file.

A change is one transaction: readers see what was before or what is after, and a process that is
killed in between leaves what was before. The file is locked as long as the store is open.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import NamedTuple

from wxlab.practice.cloud.archive import Files
from wxlab.practice.cloud.inventory import OF_RESOURCE, VERSION_COLUMNS, Inventory
from wxlab.practice.cloud.records import Collections
from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.resource import Resource
from wxlab.practice.cloud.verdict import Contents

MAX_RESOURCES = 200
MAX_VERSIONS = 200
MAX_KEPT_BYTES = 512 * 1024 * 1024
MAX_HISTORY = 200
MAX_NONCES = 100_000

_TABLES = """
CREATE TABLE IF NOT EXISTS versions (
    id INTEGER PRIMARY KEY,
    appid TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
    desc TEXT NOT NULL, robot INTEGER NOT NULL, digest TEXT NOT NULL,
    files INTEGER NOT NULL, bytes INTEGER NOT NULL, installed TEXT NOT NULL,
    UNIQUE (appid, kind, name, version)
);
CREATE TABLE IF NOT EXISTS files (
    of INTEGER NOT NULL REFERENCES versions, path TEXT NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (of, path)
);
CREATE TABLE IF NOT EXISTS collections (
    of INTEGER NOT NULL REFERENCES versions, collection TEXT NOT NULL,
    PRIMARY KEY (of, collection)
);
CREATE TABLE IF NOT EXISTS records (
    of INTEGER NOT NULL REFERENCES versions, collection TEXT NOT NULL,
    position INTEGER NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (of, collection, position), UNIQUE (of, collection, id)
);
CREATE TABLE IF NOT EXISTS history (
    step INTEGER PRIMARY KEY,
    appid TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    of INTEGER NOT NULL REFERENCES versions
);
CREATE TABLE IF NOT EXISTS nonces (number INTEGER PRIMARY KEY, nonce TEXT NOT NULL UNIQUE);
"""


class Release(NamedTuple):
    """What is to be installed, and what its upload said of it."""

    resource: Resource
    version: str
    desc: str
    robot: int
    digest: str


class Store(Inventory):
    """One SQLite file, or memory where `path` is None. Any thread may ask.

    Raises sqlite3.OperationalError when another store has the file open, sqlite3.DatabaseError
    when it is no such file.
    """

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            path or ":memory:", timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            # What the first transaction locks stays locked, for other processes too.
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.executescript(f"BEGIN EXCLUSIVE;{_TABLES}COMMIT;")
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Unlock the file. Again: nothing more happens."""
        with self._lock:
            self._db.close()

    def installed(self, release: Release) -> bool:
        """Whether this very version is there. Raises CloudError (40001) for one unlike it."""
        query = f"SELECT digest FROM versions WHERE {OF_RESOURCE} AND version = ?"
        found = self._rows(query, *release.resource, release.version)
        if found and found[0][0] != release.digest:
            raise CloudError(
                40001,
                f"version {release.version} of {release.resource} is installed with other"
                " content; give the new one another number",
                f"{release.resource} 的版本 {release.version} 已安装且内容不同；请换一个版本号",
                status=409,
            )
        return bool(found)

    def install(self, release: Release, contents: Contents) -> None:
        """Keep a version, whole; an app becomes live with it. One that is there is no change.

        Raises CloudError: 40001 for a version unlike the one that is there, 40009 for no room.
        """
        with self._transaction():
            if self.installed(release):
                return
            self._expect_room(release, contents)
            number = self._write_version(release, contents)
            if release.resource.kind == "app":
                self._make_live(release.resource, number)

    def make_live(self, resource: Resource, version: str) -> None:
        """Have a version answer from now on. Raises CloudError (40005) when it is not there."""
        query = f"SELECT id FROM versions WHERE {OF_RESOURCE} AND version = ?"
        with self._transaction():
            found = self._rows(query, *resource, version)
            if not found:
                raise CloudError(
                    40005,
                    f"version {version} of {resource} is not installed",
                    f"{resource} 的版本 {version} 尚未安装",
                    status=404,
                )
            self._make_live(resource, found[0][0])

    def roll_back(self, resource: Resource) -> None:
        """Have the version answer that was live before. CloudError (40002) when there is none."""
        with self._transaction():
            steps = self._steps(resource)
            if len(steps) < 2:
                raise CloudError(
                    40002,
                    f"no other version of {resource} was live before",
                    f"{resource} 之前没有上线过其他版本",
                    status=409,
                )
            self._db.execute("DELETE FROM history WHERE step = ?", (steps[0][0],))

    def take_nonce(self, nonce: str) -> bool:
        """Whether it is new; it is not a second time. Of very many, the oldest are forgotten."""
        with self._transaction():
            taken = self._db.execute("INSERT OR IGNORE INTO nonces (nonce) VALUES (?)", (nonce,))
            oldest = "number <= (SELECT max(number) FROM nonces) - ?"
            self._db.execute(f"DELETE FROM nonces WHERE {oldest}", (MAX_NONCES,))
            return taken.rowcount == 1

    # ── inside a transaction ────────────────────────────────────────────────────────────────

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._rows("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _expect_room(self, release: Release, contents: Contents) -> None:
        """Raise CloudError (40009) when there are too many versions, resources or bytes."""
        query = f"SELECT count(*) FROM versions WHERE {OF_RESOURCE}"
        ((versions,),) = self._rows(query, *release.resource)
        others = "SELECT count(*) FROM (SELECT DISTINCT appid, kind, name FROM versions)"
        ((resources,),) = self._rows(others)
        ((kept,),) = self._rows("SELECT coalesce(sum(bytes), 0) FROM versions")
        full = (
            versions >= MAX_VERSIONS
            or (not versions and resources >= MAX_RESOURCES)
            or kept + contents.bytes > MAX_KEPT_BYTES
        )
        if full:
            raise CloudError(
                40009,
                f"this cloud is full: {MAX_VERSIONS} versions of one thing, {MAX_RESOURCES} things"
                f" and {MAX_KEPT_BYTES:,} bytes go in; begin another folder",
                f"云端已满：每项最多 {MAX_VERSIONS} 个版本，最多 {MAX_RESOURCES} 项，"
                f"共 {MAX_KEPT_BYTES:,} 字节；请换一个文件夹",
                status=409,
            )

    def _write_version(self, release: Release, contents: Contents) -> int:
        """Write a version and all that is in it; returns its number."""
        values = (
            *(*release.resource, release.version, release.desc, release.robot, release.digest),
            *(len(contents.files), contents.bytes, datetime.now(UTC).isoformat("T", "seconds")),
        )
        marks = ", ".join("?" * len(values))
        number = self._db.execute(
            f"INSERT INTO versions (appid, kind, name, {VERSION_COLUMNS}) VALUES ({marks})", values
        ).lastrowid
        assert number is not None
        if release.resource.kind == "database":
            self._write_records(number, contents.records)
        else:
            self._write_files(number, contents.files)
        return number

    def _write_files(self, number: int, files: Files) -> None:
        self._db.executemany(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
            ((number, path, len(data), _etag(data), data) for path, data in files.items()),
        )

    def _write_records(self, number: int, records: Collections) -> None:
        for name, kept in records.items():
            self._db.execute("INSERT INTO collections VALUES (?, ?)", (number, name))
            self._db.executemany(
                "INSERT INTO records VALUES (?, ?, ?, ?, ?)",
                ((number, name, at, record.id, record.text) for at, record in enumerate(kept)),
            )

    def _make_live(self, resource: Resource, number: int) -> None:
        """Put a step at the end of the history, unless it is there; the oldest are forgotten."""
        last = f"SELECT step, of FROM history WHERE {OF_RESOURCE} ORDER BY step DESC LIMIT ?"
        steps = self._rows(last, *resource, MAX_HISTORY)
        if steps and steps[0][1] == number:
            return
        self._db.execute(
            "INSERT INTO history (appid, kind, name, of) VALUES (?, ?, ?, ?)", (*resource, number)
        )
        if len(steps) == MAX_HISTORY:
            oldest = f"DELETE FROM history WHERE {OF_RESOURCE} AND step <= ?"
            self._db.execute(oldest, (*resource, steps[-1][0]))


def _etag(data: bytes) -> str:
    return f'"{md5(data, usedforsecurity=False).hexdigest()}"'
