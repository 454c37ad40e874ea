"""Files that cannot be read, cannot be written, or change under way."""

import errno
import os
import subprocess
import sys

import pytest

from wxlab import Wx, WxError
from wxlab.core.failure import Failure
from wxlab.net import files
from wxlab.net.files import Root, Source, Target


def fails(task) -> tuple[str, int]:
    with pytest.raises(WxError) as caught:
        task.wait(20)
    return caught.value.errMsg.split(":fail ", 1)[1], caught.value.errno


def test_sources_that_are_no_files(server, wx, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    hits = server.hits("/upload")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "pipe", "a\0b"):
        task = wx.uploadFile(url=server.url("/upload"), filePath=path, name="file")
        assert fails(task) == (f"file not found: {path}", 600005)
    assert server.hits("/upload") == hits


def test_an_unreadable_source(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    secret.chmod(0)
    # Root may read everything, so a child process becomes nobody before it tries.
    code = (
        "import os, sys; from wxlab.net.files import Source\n"
        "from wxlab.core.failure import Failure; from pathlib import Path\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "try: Source(Path(sys.argv[1]), sys.argv[1])\n"
        "except Failure as failure: print(failure.text, failure.errno)"
    )
    for folder in (tmp_path, *tmp_path.parents[:2]):  # pytest's own, closed to others
        folder.chmod(0o755)
    ran = subprocess.run(
        [sys.executable, "-c", code, str(secret)], capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.strip() == f"permission denied: {secret} 600005", ran.stderr


def test_a_refused_open_is_permission_denied(monkeypatch, tmp_path):
    def refuse(*_args):
        raise PermissionError(errno.EACCES, "simulated")

    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(Failure, match="permission denied: shown"):
        Source(tmp_path / "a", "shown")


@pytest.mark.usefixtures("way")
def test_a_source_that_shrinks_while_it_is_sent(server, wx, tmp_path):
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * 30_000_000)
    task = wx.uploadFile(url=server.url("/stall/read"), filePath=path, name="file")
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall/read", "held")
    os.truncate(path, 100)
    server.release()
    assert fails(task) == (f"file changed while sending: {path}", 600005)


@pytest.mark.usefixtures("kind")
def test_targets_that_cannot_be_written_are_refused_before_anything_is_sent(server, wx, tmp_path):
    hits = server.hits("/file/10")
    cases = [
        (tmp_path / "no" / "where", "no such file or directory", 603300),
        (tmp_path, "illegal operation on a directory", 603300),
        ("wxfile://usr/../x", "permission denied", 603303),
        ("wxfile://usr/no/where", "no such file or directory", 603300),
    ]
    for path, text, number in cases:
        task = wx.downloadFile(url=server.url("/file/10"), filePath=path)
        assert fails(task) == (f"{text}: {path}", number)
    assert server.hits("/file/10") == hits


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("name", ["a\0b", "\ud800", "wxfile://usr/\ud800", "wxfile://usr/a\0b"])
def test_a_name_that_no_file_can_have_is_refused_before_anything_is_sent(
    server, wx, tmp_path, monkeypatch, name
):
    monkeypatch.chdir(tmp_path)
    text, number = fails(wx.downloadFile(url=server.url("/file/10"), filePath=name))
    assert number in (603300, 603303)
    assert text.startswith(("save file error", "permission denied"))
    assert server.hits("/file/10") == 0
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_may_not_be_written_stays(monkeypatch, tmp_path):
    (tmp_path / "kept").write_text("old")
    monkeypatch.setattr(files.os, "access", lambda *_: False)
    with pytest.raises(Failure) as caught:
        Target(Root(tmp_path), tmp_path / "kept", "kept")
    assert (caught.value.text, caught.value.errno) == ("permission denied: kept", 603303)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 256 KiB, where the machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    yield place if mounted else None
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.usefixtures("kind")
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    server, wx, small_disk, tmp_path, monkeypatch
):
    place = small_disk or tmp_path
    if small_disk is None:

        class FullDisk:
            def write(self, _data):
                raise OSError(errno.ENOSPC, "simulated")

            def close(self):
                pass

        monkeypatch.setattr(files, "open", lambda *_a, **_k: FullDisk(), raising=False)
    target = place / "kept.bin"
    target.write_bytes(b"old")
    task = wx.downloadFile(url=server.url("/file/1000000"), filePath=target)
    assert fails(task) == (f"save file error: {target}", 603300)
    assert target.read_bytes() == b"old"
    assert [each.name for each in place.iterdir()] == ["kept.bin"]


@pytest.mark.usefixtures("kind")
def test_a_saved_file_has_the_permissions_of_any_new_file(server, wx, tmp_path):
    (tmp_path / "plain").write_text("x")
    wx.downloadFile(url=server.url("/file/10"), filePath=tmp_path / "saved").wait(10)
    assert (tmp_path / "saved").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_the_folder_is_private_and_goes_with_the_mini_program(server):
    with Wx() as wx:
        path = wx.downloadFile(url=server.url("/file/10")).wait(10).tempFilePath
        folder = os.path.dirname(path)
        assert os.stat(folder).st_mode & 0o777 == 0o700
    assert not os.path.exists(folder)
