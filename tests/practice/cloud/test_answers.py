"""What all of the cloud's routes do."""

import json

import pytest

from wxlab import practice
from wxlab.practice.cloud.answers import media_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("a/b.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("app.json", "application/json; charset=utf-8"),
        ("logo.svg", "image/svg+xml; charset=utf-8"),
        ("照片.PNG", "image/png"),
        ("photo.webp", "image/webp"),
        ("index.wxml", "text/plain; charset=utf-8"),
        ("app.wxss", "text/css; charset=utf-8"),
        ("archive.tar.gz", "application/x-tar"),
        ("unknown.xyzzy", "application/octet-stream"),
        ("no-ending", "application/octet-stream"),
        ("data:text/html,x", "application/octet-stream"),
    ],
)
def test_a_name_says_what_a_file_is(name, expected):
    assert media_type(name) == expected


ROUTES = ["/status", "/app/x", "/static/", "/storage", "/database", "/functions/f", "/uploads/1"]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("appid", ["wx1", "WX0123456789ABCDEF", "..", "%00", "touristappid%0a"])
def test_every_route_wants_an_appid(path, appid, strangers, server):
    status, told = strangers(server, appid).get(path)
    assert (status, told["code"]) == (400, 10000)
    assert "appid" in told["message"]
    assert "appid" in told["message_zh"]


@pytest.mark.parametrize("path", ["/app/x", "/static/x", "/storage/x", "/status", "/database"])
def test_what_is_fetched_is_not_posted_to(path, stranger):
    status, told = stranger.get(path, method="DELETE")
    assert (status, told["code"]) == (405, 40010)


@pytest.mark.parametrize("path", ["/uploads", "/live", "/rollback"])
def test_what_is_changed_is_posted_to(path, stranger):
    status, told = stranger.get(path)
    assert (status, told["code"]) == (405, 40010)


@pytest.mark.parametrize("word", ["%FF", "%ED%A0%80", "%00"])
def test_odd_paths_are_just_not_there(word, stranger):
    for path in ("/app/", "/static/", "/storage/", "/functions/", "/database/", "/uploads/"):
        status, told = stranger.get(path + word)
        assert (status, told["code"]) == (404, 40005)


def test_a_disk_that_is_full_is_told_in_words(stranger, server):
    server.cloud.store._db.execute("PRAGMA query_only = ON")  # nothing can be written any more
    status, told = stranger.rollback("app")
    assert (status, told["code"]) == (500, 40012)
    assert "cannot use its folder: " in told["message"]
    assert "文件夹" in told["message_zh"]


def asked_as(stranger, host):
    """The status and the answer, when the server is called by that name."""
    status, _, body = stranger.ask("GET", "/status", headers={"Host": host})
    return status, json.loads(body)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil:1"])
def test_a_page_whose_name_leads_here_reads_nothing(host, stranger):
    status, told = asked_as(stranger, host)
    assert (status, told["code"]) == (403, 10000)
    assert "localhost" in told["message"]
    assert "localhost" in told["message_zh"]


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_looks_at_the_name(path, stranger):
    assert stranger.ask("GET", path, headers={"Host": "evil.example"})[0] == 403


@pytest.mark.parametrize(
    "host", ["localhost:8000", "LOCALHOST.", "shop.localhost", "127.0.0.1:1", "[::1]:1", "10.0.0.1"]
)
def test_names_of_this_machine_and_addresses_are_answered(host, stranger):
    assert asked_as(stranger, host)[0] == 200


def test_behind_a_token_any_name_does(strangers):
    with practice.serve(token=True) as server:
        assert asked_as(strangers(server), "classroom.example")[0] == 200


@pytest.mark.parametrize("path", ["/app/", "/static/", "/storage/"])
def test_nothing_leads_out_of_what_is_live(path, stranger, server):
    for way in ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/upload.key", "//etc/passwd"):
        status, told = stranger.get(path + way)
        assert (status, told["code"]) == (404, 40005)
