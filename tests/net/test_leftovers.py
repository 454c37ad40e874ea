"""What a killed process leaves is removed by the next one, and what lives is not."""

import contextlib
import fcntl
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from wxlab import Wx, WxError, practice
from wxlab.net import leftovers
from wxlab.net.partial import Named

# Downloads what it is told to where it is told, and then says so.
LIFE = """
import os
import sys
from wxlab import Wx
kind, root, *downloads = sys.argv[1:]
if kind == "named":
    vars(os).pop("O_TMPFILE", None)
wx = Wx(root=root or None)
tasks = [
    wx.downloadFile(url=url, **({"filePath": path} if path else {}))
    for url, path in zip(downloads[::2], downloads[1::2])
]
for task in tasks:
    print(task.wait(60).errMsg, flush=True)
"""

KINDS = pytest.mark.parametrize("kind", ["nameless", "named"])


@pytest.fixture
def places(tmp_path):
    """A folder for temporary files of all processes of a test, and one for targets."""
    for name in ("tmp", "targets"):
        (tmp_path / name).mkdir()
    return tmp_path / "tmp", tmp_path / "targets"


@pytest.fixture
def live(places):
    """Starts processes that download; what is still running at the end is killed."""
    started = []

    def start(*words, kind="nameless", root=""):
        process = subprocess.Popen(
            [sys.executable, "-c", LIFE, kind, root, *map(str, words)],
            env={**os.environ, "TMPDIR": str(places[0])},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def killed(process):
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


def done(process):
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.split()


def below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@KINDS
def test_a_kill_in_mid_download_leaves_nothing_that_looks_finished_and_the_next_cleans_up(
    server, live, places, kind
):
    tmp, targets = places
    (targets / "old.bin").write_bytes(b"old")
    whole = server.url("/file/100")
    held = server.url("/stall/body")
    words = (whole, "", held, "", held, targets / "new.bin", held, targets / "old.bin")
    process = live(*words, kind=kind)
    server.wait_for(3, "/stall/body", "held")
    assert process.stdout.readline() == "downloadFile:ok\n"
    killed(process)

    (folder,) = tmp.iterdir()
    (finished,) = folder.glob("tmp_*")
    assert finished.read_bytes() == practice.file_bytes(100)
    assert (targets / "old.bin").read_bytes() == b"old"
    assert not (targets / "new.bin").exists()
    partial = [path for path in targets.iterdir() if path.name != "old.bin"]
    assert len(partial) == (2 if kind == "named" else 0)
    assert all(path.match(".wxlab-*.part") for path in partial)

    # Its download goes elsewhere: the folder of the dead process says what belongs to it.
    assert done(live(whole, "")) == ["downloadFile:ok"]
    assert below(targets) == ["old.bin"]
    assert below(tmp) == []


@KINDS
def test_what_lives_is_left_alone(server, live, places, kind):
    tmp, targets = places
    held = server.url("/stall/body")
    living = live(held, targets / "new.bin", held, "", kind=kind)
    server.wait_for(2, "/stall/body", "held")
    before = below(tmp), below(targets)
    assert done(live(server.url("/file/1"), targets / "other.bin")) == ["downloadFile:ok"]
    assert below(tmp) == before[0]
    assert below(targets) == sorted([*before[1], "other.bin"])
    server.release()
    assert done(living) == ["downloadFile:ok"] * 2
    assert below(targets) == ["new.bin", "other.bin"]
    assert below(tmp) == []


@KINDS
def test_a_root_of_ones_own_is_cleaned_when_it_is_used_again(server, live, places, tmp_path, kind):
    tmp, targets = places
    root = tmp_path / "root"
    held = server.url("/stall/body")
    process = live(held, "", held, targets / "new.bin", kind=kind, root=str(root))
    server.wait_for(2, "/stall/body", "held")
    killed(process)
    (root / "usr" / "mine.txt").write_text("kept")
    assert len(list(root.glob(".wxlab-*.part"))) == (2 if kind == "named" else 0)
    with Wx(root=root):
        assert below(root) == ["usr", "usr/mine.txt"]
        assert below(targets) == []
    assert below(tmp) == []


def test_a_look_into_the_targets_folder_finds_what_no_folder_tells_of(server, places, tmp_path):
    _, targets = places
    orphan = targets / f".wxlab-{'0' * 32}.part"
    orphan.write_bytes(b"half")
    with Wx() as wx:
        wx.downloadFile(url=server.url("/file/1"), filePath=targets / "a").wait(20)
        assert below(targets) == ["a"]


def test_a_finished_download_leaves_no_link_and_no_descriptor(server, places, monkeypatch):
    tmp, targets = places
    monkeypatch.setattr(tempfile, "tempdir", str(tmp))
    with Wx() as wx:
        for number in range(5):
            wx.downloadFile(url=server.url("/file/1"), filePath=targets / str(number)).wait(20)
            task = wx.downloadFile(url=server.url("/stall"), filePath=targets / "no", timeout=30)
            with pytest.raises(WxError):
                task.wait(20)
        (folder,) = tmp.iterdir()
        assert opened_below(tmp.parent) in ([str(folder / ".lock")], None)
        assert below(folder) == [".lock", "usr"]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert below(tmp) == []
    assert len(below(targets)) == 5
    assert opened_below(tmp.parent) in ([], None)


def opened_below(folder):
    """The files below a folder that this process has open; ``None`` where nobody can say."""
    if not os.path.isdir("/proc/self/fd"):
        return None
    found = []
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            found.append(os.readlink(f"/proc/self/fd/{number}"))
    return [path for path in found if path.startswith(str(folder))]


# -- the rules one by one ------------------------------------------------------------------------


@pytest.fixture
def tmp(tmp_path, monkeypatch):
    """The folder for temporary files, for this process."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_folder_whose_lock_is_held_stays_and_goes_when_it_is_not(tmp):
    folder, held = leftovers.private_folder()
    (folder / "file").write_bytes(b"x")
    leftovers.sweep()
    assert below(folder) == [".lock", "file"]
    os.close(held)
    leftovers.sweep()
    assert below(tmp) == []


def test_what_has_no_lock_or_is_no_folder_of_ours_is_left_alone(tmp):
    (tmp / "wxlab-without").mkdir()
    (tmp / "wxlab-file").write_text("x")
    (tmp / "other").mkdir()
    (tmp / "other" / ".lock").write_text("")
    outside, held = leftovers.private_folder()
    os.close(held)
    outside.rename(tmp.parent / "outside")
    (tmp / "wxlab-link").symlink_to(tmp.parent / "outside")
    (tmp / "wxlab-lock-is-a-link").mkdir()
    (tmp / "wxlab-lock-is-a-link" / ".lock").symlink_to(tmp / "other" / ".lock")
    (tmp / "wxlab-lock-is-a-pipe").mkdir()
    os.mkfifo(tmp / "wxlab-lock-is-a-pipe" / ".lock")
    before = below(tmp.parent)
    leftovers.sweep()
    assert below(tmp.parent) == before


def test_what_belongs_to_another_user_is_left_alone(tmp, monkeypatch):
    folder, held = leftovers.private_folder()
    os.close(held)
    orphan = tmp / f".wxlab-{'a' * 32}.part"
    orphan.write_bytes(b"half")
    me = os.geteuid()
    monkeypatch.setattr(leftovers.os, "geteuid", lambda: me + 1)
    leftovers.sweep()
    leftovers.sweep_folder(tmp)
    assert orphan.exists()
    assert folder.exists()


def test_where_files_cannot_be_locked_nothing_is_taken_for_left_over(tmp, monkeypatch):
    def unsupported(*_args):
        raise OSError("no locks here")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    folder, _ = leftovers.private_folder()
    partial = Named(str(tmp), folder)
    leftovers.sweep()
    leftovers.sweep_folder(tmp)
    assert os.path.exists(partial.path)
    partial.move(tmp / "whole")
    assert (tmp / "whole").exists()


@pytest.mark.parametrize("name", ["a.part", ".wxlab-1.part", f".wxlab-{'g' * 32}.part"])
def test_only_names_of_ours_are_touched(tmp, name):
    (tmp / name).write_text("somebody's")
    leftovers.sweep_folder(tmp)
    assert (tmp / name).exists()


def test_a_partial_file_is_safe_until_it_is_moved_or_dropped(tmp):
    home = tmp / "home"
    home.mkdir()
    targets = tmp / "targets"
    targets.mkdir()
    moved, dropped = Named(str(targets), home), Named(str(targets), home)
    for folder in (home, targets):
        leftovers.sweep_folder(folder)
    names = [os.path.basename(each.path) for each in (moved, dropped)]
    assert below(home) == below(targets) == sorted(names)
    moved.move(targets / "whole")
    dropped.drop()
    assert below(targets) == ["whole"]
    assert below(home) == []


def test_a_link_leads_to_partial_files_only(tmp):
    home = tmp / "home"
    home.mkdir()
    name = f".wxlab-{'b' * 32}.part"
    (tmp / "precious").write_text("x")
    (home / name).symlink_to(tmp / "precious")
    leftovers.sweep_folder(home)
    assert (tmp / "precious").exists()
    gone = f".wxlab-{'c' * 32}.part"
    (home / gone).symlink_to(tmp / gone)
    leftovers.sweep_folder(home)
    assert not (home / gone).is_symlink()


def test_a_partial_file_that_was_swept_before_it_was_locked_is_made_again(tmp, monkeypatch):
    lock, quicker = leftovers.take_lock, []

    def late(descriptor):
        if not quicker:
            quicker.append(descriptor)
            (new,) = tmp.glob("*.part")
            new.unlink()
        return lock(descriptor)

    monkeypatch.setattr(leftovers, "take_lock", late)
    partial = Named(str(tmp), None)
    assert quicker
    assert os.path.exists(partial.path)
    partial.drop()


def test_a_folder_that_cannot_be_read_harms_nothing(tmp):
    leftovers.sweep_folder(tmp / "nowhere")
    assert below(tmp) == []


def test_importing_and_making_a_mini_program_looks_at_nothing(tmp):
    folder, held = leftovers.private_folder()
    os.close(held)
    code = "from wxlab import Wx; Wx()"
    env = {**os.environ, "TMPDIR": str(tmp)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=60)
    assert Path(folder).exists()


def test_a_private_folders_lock_file_tells_where_else_its_partial_files_are(tmp):
    _, held = leftovers.private_folder()
    targets = tmp / "tar\ngets"
    targets.mkdir()
    leftovers.note(held, tmp / "gone")
    leftovers.note(held, targets)
    orphan = targets / f".wxlab-{'d' * 32}.part"
    orphan.write_bytes(b"half")
    leftovers.sweep()
    assert orphan.exists()
    os.close(held)
    leftovers.sweep()
    assert below(tmp) == ["tar\ngets"]


def test_many_downloads_to_one_folder_are_noted_once(server, places, monkeypatch):
    tmp, targets = places
    monkeypatch.setattr(tempfile, "tempdir", str(tmp))
    with Wx() as wx:
        for number in range(3):
            wx.downloadFile(url=server.url("/file/1"), filePath=targets / str(number)).wait(20)
            wx.downloadFile(url=server.url("/file/1")).wait(20)
        (folder,) = tmp.iterdir()
        assert (folder / ".lock").read_bytes() == os.fsencode(targets) + b"\0"
