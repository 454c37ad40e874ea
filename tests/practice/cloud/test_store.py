"""What is kept: versions never change, changes are whole, a killed server leaves the one before."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest

from wxlab.practice.cloud import store as module
from wxlab.practice.cloud.records import collections
from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.resource import Resource
from wxlab.practice.cloud.store import Release, Store
from wxlab.practice.cloud.verdict import Contents

APPID = "wx0123456789abcdef"
APP = Resource(APPID, "app")
SITE = Resource(APPID, "static")
DATABASE = Resource(APPID, "database")


@pytest.fixture
def store():
    opened = Store(None)
    yield opened
    opened.close()


def release(resource, version, digest=None):
    return Release(resource, version, "what is new", 1, digest or f"digest of {version}")


def contents(**files):
    return Contents({f"{name}.txt": text.encode() for name, text in files.items()})


def install(store, resource, version, **files):
    store.install(release(resource, version), contents(**files))


def live(store, resource):
    found = store.resource(resource)
    return found.live, found.previous


def test_an_app_is_live_when_it_is_installed_others_wait(store):
    install(store, APP, "1", a="one")
    install(store, SITE, "1", a="one")
    assert live(store, APP) == ("1", None)
    assert live(store, SITE) == (None, None)
    assert store.file(APP, "a.txt")[0] == b"one"
    assert store.file(SITE, "a.txt") is None
    store.make_live(SITE, "1")
    assert store.file(SITE, "a.txt")[0] == b"one"


def test_what_is_live_is_one_whole_version(store):
    install(store, SITE, "1", a="one", b="one")
    install(store, SITE, "2", a="two", c="two")
    store.make_live(SITE, "1")
    assert [each.path for each in store.files(SITE)] == ["a.txt", "b.txt"]
    store.make_live(SITE, "2")
    assert [each.path for each in store.files(SITE)] == ["a.txt", "c.txt"]
    assert store.code(SITE) == ("2", {"a.txt": b"two", "c.txt": b"two"})
    assert store.file(SITE, "b.txt") is None


def test_files_are_listed_by_prefix_letter_by_letter(store):
    files = dict.fromkeys(("a/1", "a/2", "A/3", "a%", "图/一"), b"")
    store.install(release(SITE, "1"), Contents(files))
    store.make_live(SITE, "1")
    assert [each.path for each in store.files(SITE, "a/")] == ["a/1", "a/2"]
    assert [each.path for each in store.files(SITE, "a%")] == ["a%"]
    assert [each.path for each in store.files(SITE, "图")] == ["图/一"]
    assert len(store.files(SITE)) == 5


def test_rollback_goes_back_step_by_step(store):
    for version in ("1", "2", "3"):
        install(store, SITE, version, a=version)
        store.make_live(SITE, version)
    store.make_live(SITE, "3")  # no step
    assert live(store, SITE) == ("3", "2")
    store.roll_back(SITE)
    assert live(store, SITE) == ("2", "1")
    store.make_live(SITE, "3")
    store.roll_back(SITE)
    store.roll_back(SITE)
    assert live(store, SITE) == ("1", None)
    assert store.file(SITE, "a.txt")[0] == b"1"
    with pytest.raises(CloudError) as error:
        store.roll_back(SITE)
    assert (error.value.code, error.value.status) == (40002, 409)


def test_a_version_never_changes(store):
    install(store, SITE, "1", a="one")
    install(store, SITE, "1", a="something else under the same digest")
    assert len(store.resource(SITE).versions) == 1
    with pytest.raises(CloudError) as error:
        store.install(release(SITE, "1", "another"), contents(a="two"))
    assert (error.value.code, error.value.status) == (40001, 409)
    store.make_live(SITE, "1")
    assert store.file(SITE, "a.txt")[0] == b"one"


def test_installing_an_app_again_takes_no_step(store):
    install(store, APP, "1", a="one")
    install(store, APP, "2", a="two")
    install(store, APP, "1", a="one")
    assert live(store, APP) == ("2", "1")


def test_what_is_not_installed_cannot_be_live(store):
    install(store, SITE, "1", a="one")
    for resource, version in ((SITE, "2"), (APP, "1"), (Resource("touristappid", "static"), "1")):
        with pytest.raises(CloudError) as error:
            store.make_live(resource, version)
        assert error.value.code == 40005


def test_records_are_kept_in_order(store):
    rows = [{"_id": str(number), "名": number} for number in range(25)]
    data = "\n".join(json.dumps(row) for row in rows).encode()
    found = collections({"goods.json": data, "none.json": b""})
    store.install(release(DATABASE, "1"), Contents({"goods.json": data, "none.json": b""}, found))
    assert store.collections(DATABASE) == {}
    assert store.records(DATABASE, "goods", 0, 10) is None
    store.make_live(DATABASE, "1")
    assert store.collections(DATABASE) == {"goods": 25, "none": 0}
    page = store.records(DATABASE, "goods", 20, 10)
    assert (list(map(json.loads, page.records)), page.total) == (rows[20:], 25)
    assert store.records(DATABASE, "none", 0, 10) == ([], 0)
    assert store.records(DATABASE, "other", 0, 10) is None


def test_a_nonce_is_taken_once(store, monkeypatch):
    assert store.take_nonce("a")
    assert not store.take_nonce("a")
    monkeypatch.setattr(module, "MAX_NONCES", 3)
    assert all(store.take_nonce(each) for each in "bcd")
    assert not store.take_nonce("d")
    assert store.take_nonce("a")  # so many came after it


def full(store, resource, version, **files):
    with pytest.raises(CloudError) as error:
        install(store, resource, version, **files)
    return error.value.code == 40009


def test_there_is_so_much_room(store, monkeypatch):
    monkeypatch.setattr(module, "MAX_VERSIONS", 2)
    monkeypatch.setattr(module, "MAX_RESOURCES", 2)
    monkeypatch.setattr(module, "MAX_KEPT_BYTES", 10)
    install(store, SITE, "1", a="1")
    install(store, SITE, "2", a="2")
    assert full(store, SITE, "3", a="3")
    install(store, APP, "1", a="1")
    assert full(store, DATABASE, "1", a="1")
    assert full(store, APP, "2", a="12345678")
    install(store, APP, "2", a="1234567")
    assert live(store, APP) == ("2", "1")


def test_the_oldest_steps_are_forgotten(store, monkeypatch):
    monkeypatch.setattr(module, "MAX_HISTORY", 3)
    for version in "12345":
        install(store, APP, version, a=version)
    for expected in "43":
        store.roll_back(APP)
        assert live(store, APP)[0] == expected
    with pytest.raises(CloudError):
        store.roll_back(APP)


def test_readers_see_one_version_whatever_changes(store):
    """Files of one version say its number; while another thread goes to and fro, none is mixed."""
    for version in ("1", "2"):
        install(store, SITE, version, **{f"file{number}": version for number in range(20)})
    store.make_live(SITE, "1")
    stop = threading.Event()

    def change():
        while not stop.is_set():
            store.make_live(SITE, "2")
            store.roll_back(SITE)

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for _ in range(300):
            version, files = store.code(SITE)
            assert set(files.values()) == {version.encode()}
            assert len(files) == 20
    finally:
        stop.set()
        changing.join()


OPEN = "import sys; from wxlab.practice.cloud.store import Store; Store(sys.argv[1])"


def test_two_stores_do_not_share_a_file(tmp_path):
    file = tmp_path / "cloud.db"
    first = Store(file)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        Store(file)
    words = [sys.executable, "-c", OPEN, str(file)]
    elsewhere = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert elsewhere.stderr.rstrip().endswith("database is locked")
    install(first, APP, "1", a="one")
    first.close()
    second = Store(file)
    assert live(second, APP) == ("1", None)
    second.close()


def test_what_is_closed_says_so(store):
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.status(APPID)
    with pytest.raises(RuntimeError, match="closed"):
        install(store, APP, "1", a="one")


# It installs version 2 and is killed at the given statement: no line of Python runs after that.
CHILD = """
import os, signal, sys
from wxlab.practice.cloud.resource import Resource
from wxlab.practice.cloud.store import Release, Store
from wxlab.practice.cloud.verdict import Contents

file, last = sys.argv[1], int(sys.argv[2])
store = Store(file)
count = 0

def counted(statement):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)

# Few pages stay in memory, so that the file is written to long before the end.
store._db.execute("PRAGMA cache_size = 5")
store._db.set_trace_callback(counted)
files = {f"{number}": b"2" * 20_000 for number in range(20)}
store.install(Release(Resource("touristappid", "app"), "2", "", 1, "two"), Contents(files))
print(count)
"""


def install_in_a_child(file, last):
    words = [sys.executable, "-c", CHILD, str(file), str(last)]
    return subprocess.run(words, capture_output=True, text=True, timeout=120)


def test_a_server_that_is_killed_leaves_the_version_before(tmp_path):
    app = Resource("touristappid", "app")
    before = Store(tmp_path / "before.db")
    before.install(release(app, "1"), Contents({"0": b"1"}))
    before.close()
    kept = (tmp_path / "before.db").read_bytes()
    whole = tmp_path / "whole.db"
    whole.write_bytes(kept)
    statements = int(install_in_a_child(whole, 0).stdout)
    assert statements > 20
    for last in (2, statements // 2, statements - 1, statements):  # the last one is COMMIT
        file = tmp_path / f"{last}.db"
        file.write_bytes(kept)
        assert install_in_a_child(file, last).returncode == -signal.SIGKILL
        if last == statements - 1:
            assert os.path.exists(f"{file}-journal")
        after = Store(file)
        assert live(after, app) == ("1", None)
        assert after.code(app) == ("1", {"0": b"1"})
        install(after, app, "2", a="again")  # and goes on
        assert live(after, app) == ("2", "1")
        after.close()
