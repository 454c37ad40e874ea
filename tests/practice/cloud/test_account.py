"""A cloud that is kept in a folder, or in memory."""

import errno
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from wxlab import practice
from wxlab.practice.cloud import account
from wxlab.practice.cloud.account import Cloud


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_is_made_for_its_owner_only(tmp_path):
    folder = tmp_path / "new" / "cloud"
    with practice.serve(cloud=folder) as server:
        assert server.cloud.path == folder.resolve()
        assert server.cloud.key_file.read_text().strip() == server.cloud.key
        assert len(server.cloud.key) == 64
    assert mode(folder) == 0o700
    assert mode(folder / "upload.key") == mode(folder / "cloud.db") == 0o600


def test_a_folder_that_others_may_read_keeps_its_secrets(tmp_path):
    tmp_path.chmod(0o755)
    Cloud(tmp_path).close()
    assert mode(tmp_path / "upload.key") == mode(tmp_path / "cloud.db") == 0o600


def test_while_it_runs_nothing_of_it_is_for_others(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "upload.key").write_text("from a copy\n")
    (tmp_path / "upload.key").chmod(0o644)
    cloud = Cloud(tmp_path)
    try:
        assert cloud.key == "from a copy"
        open_to_others = [each.name for each in tmp_path.iterdir() if mode(each) & 0o077]
        assert open_to_others == []
    finally:
        cloud.close()


def test_a_key_that_is_no_text_is_another_key(tmp_path):
    (tmp_path / "upload.key").write_bytes(b"\xff\xfe")
    cloud = Cloud(tmp_path)
    cloud.close()
    assert cloud.key


def test_without_a_folder_nothing_is_written_and_every_key_is_new():
    with practice.serve() as one, practice.serve() as other:
        assert one.cloud.path is one.cloud.key_file is None
        assert one.cloud.key != other.cloud.key
        assert repr(one.cloud) == "<practice cloud in memory>"


def test_the_key_and_what_is_deployed_stay(tmp_path, strangers, app):
    with practice.serve(cloud=tmp_path) as server:
        key = server.cloud.key
        strangers(server).upload(app, version="1.0.0")
        strangers(server).upload(app | {"app.js": "// 2"}, version="2.0.0")
    with practice.serve(cloud=str(tmp_path)) as server:
        assert server.cloud.key == key
        assert strangers(server).get("/app/app.js")[1] == b"// 2"
        assert strangers(server).rollback("app")[1]["live"] == "1.0.0"


def test_a_key_that_was_never_finished_is_made_again(tmp_path):
    (tmp_path / "upload.key").write_text("")
    (tmp_path / "upload.key.new").write_text("half")
    cloud = Cloud(tmp_path)
    cloud.close()
    assert len(cloud.key) == 64
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cloud.db", "running", "upload.key"]


def test_another_server_is_told_that_the_folder_is_taken(tmp_path):
    with practice.serve(cloud=tmp_path), pytest.raises(OSError, match="another practice server"):
        practice.serve(cloud=tmp_path)
    practice.serve(cloud=tmp_path).close()


def test_what_is_no_cloud_is_told(tmp_path):
    (tmp_path / "cloud.db").write_text("this is text, and long enough to be no database" * 10)
    with pytest.raises(OSError, match="no practice cloud") as error:
        practice.serve(cloud=tmp_path)
    assert error.value.filename == str(tmp_path)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(FileExistsError):
        practice.serve(cloud=file)


def test_a_disk_without_room_is_told(tmp_path, monkeypatch):
    def full(path):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(account, "Store", full)
    with pytest.raises(OSError, match="no room") as error:
        Cloud(tmp_path)
    assert error.value.errno == errno.ENOSPC
    assert error.value.filename == str(tmp_path)


def test_leftovers_of_a_server_that_was_killed_are_removed(tmp_path):
    (tmp_path / "running" / "wxlab-function-x" / "code").mkdir(parents=True)
    Cloud(tmp_path).close()
    assert list((tmp_path / "running").iterdir()) == []


def test_a_closed_server_says_so(server):
    server.close()
    with pytest.raises(RuntimeError, match="closed"):
        server.cloud.status("touristappid")


@pytest.fixture
def killed(tmp_path):
    """Serve the folder in a process of its own, and kill it: ``with killed() as server``."""

    @contextmanager
    def killed():
        words = [sys.executable, "-u", "-m", "wxlab", "serve", "--lang", "en", "--cloud", tmp_path]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            printed = ""
            while "Ctrl-C" not in printed:
                printed += process.stdout.readline()
            port = int(re.search(r"127\.0\.0\.1:(\d+)", printed).group(1))
            key = (tmp_path / "upload.key").read_text().strip()
            yield SimpleNamespace(
                host="127.0.0.1",
                port=port,
                cloud=SimpleNamespace(key=key),
                url=lambda path: f"http://127.0.0.1:{port}{path}",
            )
            process.kill()

    return killed


def test_a_server_that_is_killed_leaves_whole_versions(tmp_path, killed, strangers, app):
    """Killed as soon as it has taken the upload: it is installed whole, or not at all."""
    before = 0
    for number in range(1, 4):
        with killed() as server:
            files = {f"file{each}.txt": f"{number} " * 20_000 for each in range(20)}
            status, _ = strangers(server).begin(app | files, version=f"{number}")
            assert status == 202
        with practice.serve(cloud=tmp_path) as server:
            stranger = strangers(server)
            resource = server.cloud.status(stranger.appid).resource("app")
            live = int(resource.live) if resource else 0
            assert live in (before, number)
            if live:
                found = {stranger.get(f"/app/file{each}.txt")[1] for each in range(20)}
                assert found == {(f"{live} " * 20_000).encode()}
            before = live
