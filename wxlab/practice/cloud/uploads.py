"""Uploads under way: each is verified and installed in the background, and can be waited for."""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.store import Release, Store
from wxlab.practice.cloud.verdict import verified

MAX_UPLOADS = 1_000
MAX_AT_ONCE = 2

Status = Literal["verifying", "installing", "installed", "failed"]


@dataclass(slots=True, eq=False)
class Upload:
    """A package on its way; lives in the server's loop."""

    release: Release
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    status: Status = "verifying"
    error: CloudError | None = None
    files: int = 0
    bytes: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ended(self) -> bool:
        """Whether nothing more will change."""
        return self.status in ("installed", "failed")

    def move(self, status: Status) -> None:
        """Go on to `status`, and let those know who wait for it."""
        self.status = status
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self, seconds: float) -> None:
        """Return when the status changes, at the latest after so many seconds, or at its end."""
        if not self.ended:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._changed.wait()

    @property
    def json(self) -> dict[str, object]:
        """What the route tells of it."""
        nothing = {"code": 0, "message": "", "message_zh": ""}
        said: dict[str, object] = self.error.json if self.error else dict(nothing)
        return {
            "upload": self.id,
            "kind": self.release.resource.kind,
            "name": self.release.resource.name,
            "version": self.release.version,
            "status": self.status,
            "files": self.files,
            "bytes": self.bytes,
            "installed_files": self.files if self.status == "installed" else 0,
            "file": None,
            "line": None,
        } | said


class Uploads:
    """The last 1,000 uploads of one server; lives in its loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, Upload] = {}
        self._turns = asyncio.Semaphore(MAX_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def get(self, appid: str, id: str) -> Upload | None:
        """The upload of that id to that mini-program; None when it is unknown, or forgotten."""
        found = self._kept.get(id)
        return found if found and found.release.resource.appid == appid else None

    async def begin(self, release: Release, data: bytes) -> Upload:
        """Take a package; it is judged and installed whether or not its client stays.

        One that is installed already has ended at once. Raises CloudError (40001) for another
        content under an installed version, 40009 when too many wait.
        """
        upload = Upload(release)
        if await asyncio.to_thread(self._store.installed, release):
            await self._tell_installed(upload)
        self._keep(upload)
        if not upload.ended:
            task = asyncio.get_running_loop().create_task(self._run(upload, data))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return upload

    async def _run(self, upload: Upload, data: bytes) -> None:
        try:
            async with self._turns:
                await self._install(upload, data)
        except CloudError as error:
            upload.error = error
            upload.move("failed")
        except Exception as error:  # a full disk, a bug: the uploader must come to know
            upload.error = CloudError(
                40012, f"the installation failed: {error!r}", f"安装失败：{error!r}", status=500
            )
            upload.move("failed")

    async def _install(self, upload: Upload, data: bytes) -> None:
        release = upload.release
        contents = await asyncio.to_thread(verified, release.resource.kind, data)
        upload.files, upload.bytes = len(contents.files), contents.bytes
        upload.move("installing")
        await asyncio.to_thread(self._store.install, release, contents)
        upload.move("installed")

    async def _tell_installed(self, upload: Upload) -> None:
        """Say of an upload what is said of the version that was there before it."""
        status = await asyncio.to_thread(self._store.resource, upload.release.resource)
        for each in status.versions:
            if each.version == upload.release.version:
                upload.files, upload.bytes = each.files, each.bytes
        upload.move("installed")

    def _keep(self, upload: Upload) -> None:
        if len(self._kept) >= MAX_UPLOADS:
            oldest = next((each for each in self._kept.values() if each.ended), None)
            if oldest is None:
                raise CloudError(
                    40009,
                    "too many uploads wait to be installed",
                    "等待安装的上传过多",
                    status=429,
                )
            del self._kept[oldest.id]
        self._kept[upload.id] = upload
