"""Every entry of the error catalogue is provoked for real, and says its text."""

import base64
import errno
import os
import re
import socket

import pytest

from wxlab import Wx, WxError, explain
from wxlab.api import front_end, media
from wxlab.core.failure import Failure
from wxlab.net import connections, pictures, wire
from wxlab.net.album import Album
from wxlab.spec import ERRORS, FAULTS


class Scene:
    """What a provocation works with; it returns the task that will fail."""

    def __init__(self, server, folder, monkeypatch):
        self.server = server
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.programs = []
        self.photo = folder / "photo.png"
        self.photo.write_bytes(bytes(1_000_000))

    def wx(self, **options):
        self.programs.append(Wx(**options))
        return self.programs[-1]

    def upload(self, wx=None, **options):
        wanted = {"url": self.server.url("/upload"), "filePath": self.photo, "name": "file"}
        return (wx or self.wx()).uploadFile({**wanted, **options})

    def download(self, path="/file/2000", wx=None, **options):
        return (wx or self.wx()).downloadFile({"url": self.server.url(path), **options})

    def fault(self, name, **options):
        """A download that meets a fault."""
        fault = self.server.fault(name)
        wx = self.wx(ssl_context=fault.ssl_context)
        return wx.downloadFile(url=fault.url("/file/2000"), **options)


@pytest.fixture
def scene(server, tmp_path, monkeypatch):
    made = Scene(server, tmp_path, monkeypatch)
    yield made
    server.release()
    for wx in made.programs:
        wx.close()


def one_too_many(scene, call):
    wx = scene.wx(overflow="fail", max_concurrency=1)
    if call == "upload":
        scene.upload(wx, url=scene.server.url("/stall"))
        return scene.upload(wx)
    if call == "request":
        wx.request(url=scene.server.url("/stall"))
        return wx.request(url=scene.server.url("/upload"))
    scene.download("/stall", wx)
    return scene.download(wx=wx)


def an_aborted_one(scene):
    task = scene.download("/stall")
    task.abort()
    return task


def one_after_close(scene):
    wx = scene.wx()
    wx.close()
    return scene.download(wx=wx)


def one_that_shrinks(scene):
    """It shrinks while the server reads nothing: most of it is still to be read from the disk."""

    def shrink(_):
        scene.server.wait_for(1, "/stall/read", "held")
        os.truncate(scene.photo, 0)
        scene.server.release()

    task = scene.upload(url=scene.server.url("/stall/read"))
    task.onProgressUpdate(shrink)
    return task


def one_that_may_not_be_read(scene):
    """Root may read everything, so the system is told to say no."""

    def refused(*_args):
        raise PermissionError(errno.EACCES, "not for you")

    scene.monkeypatch.setattr(os, "open", refused)
    return scene.upload()


def one_the_system_gives_up(scene):
    """A system waits for two minutes; this socket tells it to be less patient."""

    def impatient(address):
        made = wire.watched_socket(address)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 100)  # ms
        else:
            made.setsockopt(socket.IPPROTO_TCP, 0x20, 1)  # TCP_CONNECTIONTIMEOUT, seconds
        return made

    scene.monkeypatch.setattr(connections, "watched_socket", impatient)
    return scene.fault("stall-connect")


def one_that_leaves_the_list(scene):
    origin = scene.server.url()[:-1]
    scene.server.fault("redirect-elsewhere")
    return scene.download(wx=scene.wx(check_domains=True, domains={"downloadFile": [origin]}))


def files(scene):
    """The files of a mini-program with a folder ``d`` that holds a file ``d/f``."""
    wx = scene.wx()
    found = wx.getFileSystemManager()
    found.mkdirSync(f"{USER}/d")
    found.writeFileSync(f"{USER}/d/f", "abc")
    return found


def one_saved_twice(scene):
    wx = scene.wx()
    temporary = scene.download("/file/10", wx).wait(60).tempFilePath
    wx.saveFile(tempFilePath=temporary).wait(60)
    return wx.saveFile(tempFilePath=temporary)


def one_file_too_many(scene):
    """The files that are there already count; 200 MB of them are one with nothing in it."""
    wx = scene.wx()
    manager = wx.getFileSystemManager()
    manager.mkdirSync(f"{USER}/d")
    with open(wx._engine.root.local(f"{USER}/d/large"), "wb") as large:
        large.truncate(200 * 1024 * 1024)
    return manager.writeFile(filePath=f"{USER}/d/small", data="abc")


def one_key_too_many(scene):
    wx = scene.wx()
    for number in range(10):
        wx.setStorageSync(f"key{number}", "x" * (1024 * 1024 - 100))
    return wx.setStorage(key="last", data="x" * (1024 * 1024 - 100))


def one_without_pillow(scene):
    scene.monkeypatch.setattr(pictures, "find_spec", lambda _name: None)
    return scene.wx().compressImage(src=scene.photo)


def one_without_room(scene):
    wx = scene.wx()

    def full(_album, _name):
        raise Failure("save-failed", path="")

    scene.monkeypatch.setattr(Album, "receive", full)
    return wx.compressImage(src=picture(scene))


def one_too_large_to_play(scene):
    scene.monkeypatch.setattr(front_end, "find", lambda: None)
    scene.monkeypatch.setattr(media, "MAX_VOICE_BYTES", 1000)
    return scene.wx().playVoice(filePath=scene.photo)


def picture(scene, data=None):
    """A picture of one pixel, or a file of other bytes that says it is one."""
    path = scene.folder / "pixel.png"
    path.write_bytes(PIXEL if data is None else data)
    return path


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)

MADE = {
    "picture-missing": lambda scene: scene.wx().compressImage(src=scene.folder / "none.png"),
    "picture-unreadable": lambda scene: scene.wx().compressImage(src=scene.photo),
    "picture-no-room": one_without_room,
    "picture-not-made": lambda scene: scene.wx().compressImage(
        src=picture(scene), compressedWidth=100_000
    ),
    "picture-quality": lambda scene: scene.wx().compressImage(src=picture(scene), quality=101),
    "picture-empty": lambda scene: scene.wx().compressImage(src=picture(scene, b"")),
    "no-pillow": one_without_pillow,
    "no-picker": lambda scene: scene.wx().chooseImage(),
    "no-player": lambda scene: scene.wx().playVoice(filePath=scene.photo),
    "voice-too-large": one_too_large_to_play,
    "cancel": lambda scene: scene.wx().chooseMedia(source=[]),
}

USER = "wxfile://usr"

KEPT = {
    "argument": lambda scene: scene.wx().setStorage(key=5),
    "method": lambda scene: scene.wx().request(url=scene.server.url("/"), method="PATCH"),
    "request-data": lambda scene: scene.wx().request(
        url=scene.server.url("/"), method="POST", data={"a": object()}
    ),
    "request-overflow": lambda scene: one_too_many(scene, "request"),
    "no-such-file": lambda scene: files(scene).readFile(filePath=f"{USER}/none"),
    "path-denied": lambda scene: files(scene).writeFile(filePath=f"{USER}/../x", data=""),
    "not-a-directory": lambda scene: files(scene).readdir(dirPath=f"{USER}/d/f"),
    "is-a-directory": lambda scene: files(scene).readFile(filePath=f"{USER}/d"),
    "already-exists": lambda scene: files(scene).mkdir(dirPath=f"{USER}/d"),
    "not-empty": lambda scene: files(scene).rmdir(dirPath=f"{USER}/d"),
    "name-too-long": lambda scene: files(scene).writeFile(filePath=f"{USER}/{'x' * 300}", data=""),
    "storage-full": one_file_too_many,
    "length-out-of-range": lambda scene: files(scene).readFile(filePath=f"{USER}/d/f", length=0),
    "position-out-of-range": lambda scene: files(scene).readFile(
        filePath=f"{USER}/d/f", position=-1
    ),
    "bad-encoding": lambda scene: files(scene).readFile(filePath=f"{USER}/d/f", encoding="utf7"),
    "bad-characters": lambda scene: files(scene).writeFile(
        filePath=f"{USER}/d/f", data="***", encoding="base64"
    ),
    "no-such-temporary": one_saved_twice,
    "file-system-error": lambda scene: files(scene).rename(
        oldPath=f"{USER}/d", newPath=f"{USER}/d/e"
    ),
    "no-such-key": lambda scene: scene.wx().getStorage(key="none"),
    "value-too-large": lambda scene: scene.wx().setStorage(key="a", data="x" * 1024 * 1024),
    "storage-exceeded": one_key_too_many,
}

PROVOKED = (
    KEPT
    | MADE
    | {
        "parameter": lambda scene: scene.wx().uploadFile(),
        "file-not-found": lambda scene: scene.upload(filePath=scene.folder / "missing"),
        "file-changed": one_that_shrinks,
        "invalid-url": lambda scene: scene.upload(url="ftp://example.com/a"),
        "domain": one_that_leaves_the_list,
        "upload-overflow": lambda scene: one_too_many(scene, "upload"),
        "download-overflow": lambda scene: one_too_many(scene, "download"),
        "redirects": lambda scene: scene.fault("redirect-loop"),
        "abort": an_aborted_one,
        "interrupted": one_after_close,
        "file-too-large": lambda scene: scene.download(wx=scene.wx(max_download_bytes=1000)),
        "no-such-directory": lambda scene: scene.download(filePath=scene.folder / "missing" / "a"),
        "target-is-directory": lambda scene: scene.download(filePath=scene.folder),
        "target-permission-denied": lambda scene: scene.download(filePath="wxfile://usr/../x"),
        "permission-denied": one_that_may_not_be_read,
        "save-failed": lambda scene: scene.download(filePath=scene.folder / ("x" * 300)),
        "timeout": lambda scene: scene.fault("stall-headers", timeout=100),
        "ERR_CONNECTION_TIMED_OUT": one_the_system_gives_up,
    }
)


def by_a_fault(address):
    """The first fault that leads there, for the entries that have no provocation of their own."""
    name = next(name for name, entry in FAULTS.items() if entry.error == address)
    return lambda scene: scene.fault(name)


CATALOGUE = {address: PROVOKED.get(address) or by_a_fault(address) for address in ERRORS}


def test_no_entry_is_left_out():
    assert PROVOKED.keys() <= ERRORS.keys()


@pytest.mark.parametrize("address", CATALOGUE)
def test_an_entry_of_the_catalogue_is_seen(scene, address):
    entry = ERRORS[address]
    task = CATALOGUE[address](scene)
    with pytest.raises(WxError) as caught:
        task.wait(60)
    error = caught.value
    blanks = re.sub(r"\\\{\w+\\\}", ".+", re.escape(entry.text))
    assert re.fullmatch(rf"\w+:fail {blanks}", error.errMsg, re.DOTALL)
    assert error.errno == entry.errno
    assert explain(error) is entry
