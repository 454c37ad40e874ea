"""The cloud of one server: its key, its folder, and what is in it."""

import errno
import os
import secrets
import sqlite3
from pathlib import Path

from wxlab.practice.cloud.calls import Call, Calls
from wxlab.practice.cloud.resource import CloudStatus
from wxlab.practice.cloud.store import Store
from wxlab.practice.cloud.uploads import Uploads

STORE_FILE = "cloud.db"
KEY_FILE = "upload.key"


class Cloud:
    """The practice cloud: ``server.cloud``.

    `path`: the folder that keeps it, or None: then it is in memory, and gone with its server.
    `key`: what signs uploads, kept in the folder's ``upload.key``, for its owner's eyes only.

    Raises OSError for a folder that cannot be used: it is another server's, or no cloud is in it.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = None if path is None else Path(path).resolve()
        if self.path is not None:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.store = _opened(self.path)
        try:
            self.key = secrets.token_hex(32) if self.path is None else _key(self.path)
            self.functions = Calls(self.path)
        except BaseException:
            self.store.close()
            raise
        self.uploads = Uploads(self.store)

    @property
    def key_file(self) -> Path | None:
        """Where the key is kept; None for a cloud in memory."""
        return self.path and self.path / KEY_FILE

    @property
    def calls(self) -> tuple[Call, ...]:
        """The last calls of functions, oldest first: what they printed, why they failed."""
        return self.functions.kept

    def status(self, appid: str) -> CloudStatus:
        """What one mini-program has here: what is live, what is installed."""
        return self.store.status(appid)

    def close(self) -> None:
        """Give the folder free. Again: nothing more happens."""
        self.functions.close()
        self.store.close()

    def __repr__(self) -> str:
        return f"<practice cloud in {self.path or 'memory'}>"


def _opened(folder: Path | None) -> Store:
    if folder is None:
        return Store(None)
    file = folder / STORE_FILE
    file.touch(mode=0o600)  # from the first moment: the files that SQLite puts beside it follow it
    try:
        store = Store(file)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            said = errno.EBUSY, "another practice server uses this cloud"
        elif "full" in str(error):
            said = errno.ENOSPC, f"there is no room ({STORE_FILE}: {error})"
        else:
            said = errno.EINVAL, f"this is no practice cloud ({STORE_FILE}: {error})"
        raise OSError(*said, str(folder)) from None
    file.chmod(0o600)
    return store


def _key(folder: Path) -> str:
    """The key in the folder; made when there is none. Only the owner of the store comes here."""
    file = folder / KEY_FILE
    if file.is_file() and (kept := file.read_text("utf-8", "replace").strip()):
        file.chmod(0o600)  # a copy of a folder may have lost it
        return kept
    key = secrets.token_hex(32)
    # Written beside it first: a key file is never half a key.
    unfinished = folder / f"{KEY_FILE}.new"
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(f"{key}\n")
    unfinished.replace(file)
    return key
