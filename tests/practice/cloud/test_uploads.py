"""Many uploads at once, and waiting for them."""

import asyncio
import threading
from functools import partial

import pytest

from wxlab.practice.cloud import uploads as module
from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.resource import Resource
from wxlab.practice.cloud.store import Release, Store
from wxlab.practice.cloud.uploads import Uploads

APPID = "wx0123456789abcdef"
SITE = Resource(APPID, "static")
SECONDS = 60  # a loaded machine


@pytest.fixture
def store():
    opened = Store(None)
    yield opened
    opened.close()


def release(version, digest="d"):
    return Release(SITE, version, "", 1, digest)


async def ended(upload):
    async with asyncio.timeout(SECONDS):
        while not upload.ended:
            await upload.change(SECONDS)


def run(coroutine):
    asyncio.run(coroutine)


def test_an_upload_goes_on_when_its_status_changes(store, package):
    async def lesson():
        uploads = Uploads(store)
        upload = await uploads.begin(release("1"), package({"a": "1"}))
        assert uploads.get(APPID, upload.id) is upload
        assert uploads.get("touristappid", upload.id) is None
        assert upload.status == "verifying"
        await upload.change(SECONDS)
        assert upload.status != "verifying"
        await ended(upload)
        assert upload.status == "installed"
        await upload.change(SECONDS)  # at its end nobody waits

    run(lesson())


def test_who_waits_for_nothing_is_not_kept(store, package, monkeypatch):
    async def lesson():
        uploads = Uploads(store)
        await uploads._turns.acquire()
        await uploads._turns.acquire()
        upload = await uploads.begin(release("1"), package({"a": "1"}))
        await upload.change(0.01)
        assert upload.status == "verifying"
        uploads._turns.release()
        await ended(upload)

    run(lesson())


def test_a_failure_of_the_server_is_told(store, package, monkeypatch):
    def fail(*_):
        raise OSError("the disk is full")

    async def lesson():
        uploads = Uploads(store)
        monkeypatch.setattr(store, "install", fail)
        upload = await uploads.begin(release("1"), package({"a": "1"}))
        await ended(upload)
        assert (upload.status, upload.error.code) == ("failed", 40012)
        assert "the disk is full" in upload.json["message"]

    run(lesson())


def test_the_oldest_that_have_ended_are_forgotten(store, package, monkeypatch):
    monkeypatch.setattr(module, "MAX_UPLOADS", 2)

    async def lesson():
        uploads = Uploads(store)
        first = await uploads.begin(release("1"), package({"a": "1"}))
        await ended(first)
        await uploads._turns.acquire()
        await uploads._turns.acquire()
        second, third = [await uploads.begin(release(v), package({"a": "1"})) for v in "23"]
        assert uploads.get(APPID, first.id) is None
        assert uploads.get(APPID, second.id) is second
        with pytest.raises(CloudError) as error:
            await uploads.begin(release("4"), package({"a": "1"}))
        assert (error.value.code, error.value.status) == (40009, 429)
        uploads._turns.release()
        await ended(second)
        await ended(third)

    run(lesson())


def at_once(*calls):
    """Run these on threads that begin together; what each returned."""
    barrier = threading.Barrier(len(calls))
    found = [None] * len(calls)

    def one(number):
        barrier.wait(SECONDS)
        found[number] = calls[number]()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def outcome(stranger, files, version):
    """Upload: ``installed`` or ``failed`` and the code, however the server says it."""
    status, begun = stranger.begin(files, kind="static", version=version)
    if status != 202:
        return begun["code"]
    return stranger.ended(begun["upload"])["code"]


def test_of_two_contents_for_one_version_one_is_installed_whole(stranger):
    for number in range(12):
        sites = [{f"{name}{n}": name * 2000 for n in range(20)} for name in "ab"]
        codes = at_once(*(partial(outcome, stranger, site, f"{number}") for site in sites))
        assert sorted(codes) == [0, 40001]
        stranger.live("static", f"{number}")
        files = stranger.server.cloud.store.code(SITE)[1]
        winner = sites[codes.index(0)]
        assert files == {name: text.encode() for name, text in winner.items()}


def test_the_same_content_at_once_is_one_version(stranger):
    for number in range(12):
        again = partial(outcome, stranger, {"index.html": f"{number}"}, f"{number}")
        assert at_once(again, again, again) == [0, 0, 0]
    versions = stranger.server.cloud.store.resource(SITE).versions
    assert [each.version for each in versions] == [str(number) for number in range(12)]


def test_two_versions_at_once_are_both_whole(stranger):
    for number in range(12):
        sites = [{f"{name}{n}": f"{name}{number}" * 500 for n in range(20)} for name in "ab"]
        names = f"a{number}", f"b{number}"
        calls = map(partial, [outcome] * 2, [stranger] * 2, sites, names)
        assert at_once(*calls) == [0, 0]
        for site, version in zip(sites, names, strict=True):
            stranger.live("static", version)
            files = stranger.server.cloud.store.code(SITE)[1]
            assert files == {name: text.encode() for name, text in site.items()}


def test_two_mini_programs_at_once_do_not_mix(strangers, server, app):
    one, other = strangers(server), strangers(server, "touristappid")

    def upload(stranger, number):
        code = f"// {stranger.appid} {number}"
        return lambda: stranger.upload(app | {"app.js": code}, version=f"{number}")["status"]

    for number in range(8):
        assert at_once(upload(one, number), upload(other, number)) == ["installed", "installed"]
        for stranger in (one, other):
            told = stranger.get("/app/app.js")[1].decode()
            assert told == f"// {stranger.appid} {number}"


def test_changes_at_once_are_made_one_after_the_other(stranger):
    for version in "12":
        stranger.upload({"index.html": version}, kind="static", version=version)
    stranger.live("static", "1")
    for _ in range(10):
        stranger.live("static", "2")
        statuses = at_once(*[lambda: stranger.rollback("static")[0]] * 2)
        assert sorted(statuses) == [200, 409]
        assert stranger.get("/static/")[1] == b"1"
