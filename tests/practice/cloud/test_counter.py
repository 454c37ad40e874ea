"""Uploads and signed changes, over HTTP: what is taken, and what is refused."""

import hashlib
import json
import socket

import pytest

from wxlab import practice
from wxlab.practice.cloud import counter


def test_an_upload_is_verified_installed_and_live(stranger, app):
    status, begun = stranger.begin(app, version="1.0.0", desc="第一版", robot="30")
    assert status == 202
    assert begun["status"] == "verifying"
    told = stranger.ended(begun["upload"])
    assert told == {
        "upload": begun["upload"],
        "kind": "app",
        "name": "",
        "version": "1.0.0",
        "status": "installed",
        "files": 4,
        "bytes": sum(len(text.encode()) for text in app.values()),
        "installed_files": 4,
        "file": None,
        "line": None,
        "code": 0,
        "message": "",
        "message_zh": "",
    }
    assert stranger.get("/app/app.json") == (200, json.loads(app["app.json"]))
    (resource,) = stranger.get("/status")[1]["resources"]
    assert (resource["kind"], resource["live"], resource["previous"]) == ("app", "1.0.0", None)
    (version,) = resource["versions"]
    assert (version["desc"], version["robot"], version["files"]) == ("第一版", 30, 4)


def test_the_status_is_the_servers_own(stranger, server, app):
    stranger.upload(app)
    told = stranger.get("/status")[1]
    assert json.loads(json.dumps(server.cloud.status(stranger.appid).json)) == told


def test_a_broken_project_is_told_with_file_and_line(stranger, app):
    stranger.upload(app, version="1.0.0")
    broken = app | {"app.json": '{\n  "pages": [\n    "pages/index/index",\n  ]\n}\n'}
    told = stranger.upload(broken, version="2.0.0")
    assert (told["status"], told["code"]) == ("failed", 10006)
    assert (told["file"], told["line"]) == ("app.json", 3)
    assert told["message"]
    assert "逗号" in told["message_zh"]
    missing = app | {"app.json": '{\n  "pages": [\n    "pages/index/index",\n    "pages/b"\n  ]\n}'}
    told = stranger.upload(missing, version="2.0.0")
    assert (told["code"], told["file"], told["line"]) == (10005, "app.json", 4)
    assert stranger.get("/status")[1]["resources"][0]["live"] == "1.0.0"


def test_the_same_again_is_no_change_and_another_is_refused(stranger, app):
    stranger.upload(app, version="1.0.0")
    stranger.upload(app | {"app.js": "// 2"}, version="2.0.0")
    status, begun = stranger.begin(app, version="1.0.0")
    assert (status, begun["status"]) == (202, "installed")
    assert stranger.ended(begun["upload"])["files"] == 4
    status, told = stranger.begin(app | {"app.js": "// other"}, version="1.0.0")
    assert (status, told["code"]) == (409, 40001)
    assert stranger.get("/app/app.js")[1] == b"// 2"


def test_versions_are_made_live_and_taken_back(stranger):
    for version in ("1", "2"):
        stranger.upload({"index.html": version}, kind="static", version=version)
    assert stranger.rollback("static")[0] == 409
    assert stranger.live("static", "1")[1]["live"] == "1"
    status, told = stranger.live("static", "2")
    assert (status, told["live"], told["previous"]) == (200, "2", "1")
    assert stranger.get("/static/")[1] == b"2"
    status, told = stranger.rollback("static")
    assert (status, told["live"], told["previous"]) == (200, "1", None)
    assert stranger.get("/static/")[1] == b"1"
    status, told = stranger.rollback("static")
    assert (status, told["code"]) == (409, 40002)
    status, told = stranger.live("static", "3")
    assert (status, told["code"]) == (404, 40005)


def test_mini_programs_do_not_see_each_other(stranger, strangers, server, app):
    other = strangers(server, "touristappid")
    stranger.upload(app)
    assert other.get("/app/app.json")[0] == 404
    status, begun = stranger.begin(app, version="2.0.0")
    assert status == 202
    assert other.get(f"/uploads/{begun['upload']}")[0] == 404
    other.upload(app | {"app.js": "// other"}, version="1.0.0")
    assert stranger.get("/app/app.js")[1] == b"App({})\n"


# -- who may ----------------------------------------------------------------------------------


def test_without_a_signature_nothing_is_taken(stranger, package, app):
    data = package(app)
    fields = stranger.fields(data) | {"nonce": "0" * 32}
    status, told = stranger.post_form(fields, data)
    assert (status, told["code"]) == (401, 20001)
    status, told = stranger.post_form(fields | {"signature": "0" * 64}, data)
    assert (status, told["code"]) == (403, 20002)
    status, told = stranger.send_json("/live", {"kind": "app", "name": "", "version": "1"})
    assert (status, told["code"]) == (401, 20001)
    assert server_is_empty(stranger)


def server_is_empty(stranger):
    return stranger.get("/status")[1]["resources"] == []


def test_another_servers_key_opens_nothing(stranger, signed, package, app):
    data = package(app)
    with practice.serve() as other:
        fields = signed(other.cloud.key, stranger.fields(data))
    assert stranger.post_form(fields, data)[1]["code"] == 20002


@pytest.mark.parametrize("field", ["kind", "name", "version", "desc", "robot", "digest", "size"])
def test_no_field_can_be_changed_after_signing(field, stranger, signed, server, package, app):
    data = package(app)
    fields = signed(server.cloud.key, stranger.fields(data))
    assert stranger.post_form(fields | {field: fields[field] + "1"}, data)[1]["code"] == 20002


def test_a_request_is_made_once(stranger, signed, server, package, app):
    data = package(app)
    fields = signed(server.cloud.key, stranger.fields(data))
    assert stranger.post_form(fields, data)[0] == 202
    status, told = stranger.post_form(fields, data)
    assert (status, told["code"]) == (403, 20002)
    change = signed(server.cloud.key, {"kind": "app", "name": ""})
    assert stranger.send_json("/rollback", change)[1]["code"] == 40002
    assert stranger.send_json("/rollback", change)[1]["code"] == 20002


def test_a_request_is_made_once_on_the_next_server_too(tmp_path, strangers, signed):
    with practice.serve(cloud=tmp_path) as server:
        change = signed(server.cloud.key, {"kind": "app", "name": ""})
        assert strangers(server).send_json("/rollback", change)[1]["code"] == 40002
    with practice.serve(cloud=tmp_path) as server:
        assert strangers(server).send_json("/rollback", change)[1]["code"] == 20002


# -- what is wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "plugin"}, "kind"),
        ({"name": "sum"}, "name"),
        ({"kind": "function", "name": ""}, "name"),
        ({"kind": "function", "name": "../x"}, "name"),
        ({"version": ""}, "version"),
        ({"version": "1/2"}, "version"),
        ({"version": "一"}, "version"),
        ({"version": "1" * 65}, "version"),
        ({"desc": "字" * 1001}, "desc"),
        ({"desc": "two\nlines"}, "desc"),
        ({"robot": "0"}, "robot"),
        ({"robot": "31"}, "robot"),
        ({"robot": "01"}, "robot"),
        ({"robot": ""}, "robot"),
    ],
)
def test_a_wrong_field_is_named(said, field, stranger, app):
    status, told = stranger.begin(app, **said)
    assert (status, told["code"]) == (400, 10000)
    assert told["message"].startswith(f"{field} should be")
    assert told["message_zh"].startswith(f"{field} 应为")


@pytest.mark.parametrize("wrong", [{"size": "5"}, {"digest": "0" * 64}, {"size": ""}])
def test_the_package_is_the_one_that_was_signed(wrong, stranger, signed, server, package, app):
    data = package(app)
    fields = signed(server.cloud.key, stranger.fields(data) | wrong)
    status, told = stranger.post_form(fields, data)
    assert (status, told["code"]) == (400, 10000)
    assert told["message"].startswith(next(iter(wrong)))


def test_a_form_has_each_thing_once(stranger, signed, server, package, app):
    data = package(app)
    fields = signed(server.cloud.key, stranger.fields(data))
    status, told = stranger.post_form(fields | {"package": "text"}, data)
    assert (status, told["code"]) == (400, 10000)
    assert "twice" in told["message"]
    body = json.dumps(fields)
    status, _, told = stranger.ask("POST", "/uploads", body, {"Content-Type": "application/json"})
    assert (status, json.loads(told)["code"]) == (400, 10000)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"kind": 1}', b"\xff", b"[" * 100_000], ids=lambda body: body[:9]
)
def test_a_change_is_a_json_object_of_texts(body, stranger):
    for path in ("/live", "/rollback"):
        status, _, told = stranger.ask("POST", path, body)
        assert (status, json.loads(told)["code"]) == (400, 10000)


def test_a_package_has_a_most(stranger, monkeypatch, app):
    monkeypatch.setattr(counter, "MAX_PACKAGE_BYTES", 100)
    status, told = stranger.begin(app)
    assert (status, told["code"]) == (413, 40003)


def test_a_request_has_a_most(strangers, app):
    with practice.serve(max_request_bytes=1000) as server:
        status, told = strangers(server).begin(app | {"big": bytes(range(256)) * 100})
        assert (status, told["code"]) == (413, 40003)
        assert strangers(server).get("/status")[0] == 200


def test_an_unknown_upload_is_not_there(stranger):
    assert stranger.get("/uploads/0123456789abcdef")[1]["code"] == 40005


@pytest.mark.parametrize("wait", ["10001", "-1", "x"])
def test_waiting_has_bounds(wait, stranger, app):
    upload = stranger.begin(app)[1]["upload"]
    assert stranger.get(f"/uploads/{upload}?wait={wait}")[1]["code"] == 10000


@pytest.mark.parametrize("kind", ["app", "function", "static", "storage", "database"])
def test_nothing_escapes_the_clouds_folder(kind, tmp_path, strangers, package, app):
    around = tmp_path / "around"
    code = {"index.py": "def main(event, context): return 1"}
    name = "f" if kind == "function" else ""
    with practice.serve(cloud=around / "cloud") as server:
        stranger = strangers(server)
        for hostile in (
            "../escaped",
            "/escaped",
            f"{tmp_path}/escaped",
            "..\\escaped",
            "a/../../x",
        ):
            files = app | code | {hostile: "{}"}
            told = stranger.upload(files, kind=kind, name=name, version="1")
            assert (told["status"], told["code"]) == ("failed", 40004)
        assert stranger.get("/status")[1]["resources"] == []
    assert [each.name for each in around.iterdir()] == ["cloud"]
    inside = sorted(each.name for each in (around / "cloud").iterdir())
    assert inside == ["cloud.db", "running", "upload.key"]
    assert list((around / "cloud" / "running").iterdir()) == []


# -- what is cut, and what is slow ------------------------------------------------------------


def test_an_upload_that_is_cut_leaves_the_version_before(stranger, signed, form, server, app):
    stranger.upload(app, version="1.0.0")
    data = hashlib.sha256(b"seed").digest() * 10_000
    fields = signed(server.cloud.key, stranger.fields(data, version="2.0.0"))
    body, headers = form(fields, data)
    lines = [
        f"POST /cloud/{stranger.appid}/uploads HTTP/1.1",
        *("Host: h", f"Content-Type: {headers['Content-Type']}", f"Content-Length: {len(body)}"),
        *("", ""),
    ]
    path = f"/cloud/{stranger.appid}/uploads"
    for count, kept in enumerate((100, len(body) // 2, len(body) - 1), 1):
        with socket.create_connection((server.host, server.port), timeout=20) as connection:
            connection.sendall("\r\n".join(lines).encode() + body[:kept])
            server.wait_for(1 + count, path)
        server.wait_for(1 + count, path, "finished")
    (resource,) = stranger.get("/status")[1]["resources"]
    assert [each["version"] for each in resource["versions"]] == ["1.0.0"]
    assert resource["live"] == "1.0.0"
    # Nothing of it was taken, not even the nonce: the same request may come whole.
    status, told = stranger.post_form(fields, data)
    assert status == 202, told


@pytest.mark.parametrize("name", ["reset-mid-upload", "reset-mid-body", "close-without-answer"])
def test_a_fault_at_the_upload_leaves_the_version_before(name, stranger, server, app):
    stranger.upload(app, version="1.0.0")
    numbers = {"bytes": 200} if name == "reset-mid-upload" else {}
    with server.fault(name, f"/cloud/{stranger.appid}/uploads", **numbers) as fault:
        with pytest.raises((OSError, stranger.Cut)):
            stranger.begin(app | {"big": hashlib.sha256(b"x").digest() * 1000}, version="2.0.0")
        assert fault.hits == 1
    assert stranger.get("/status")[1]["resources"][0]["live"] == "1.0.0"
    assert stranger.upload(app | {"app.js": "// 2"}, version="2.0.0")["status"] == "installed"
    assert stranger.get("/status")[1]["resources"][0]["live"] == "2.0.0"


def test_faults_and_slow_links_meet_what_is_live_too(stranger, server):
    stranger.deploy({"index.html": "x" * 2000}, "static")
    with server.fault("drip", f"/cloud/{stranger.appid}/static/", bytes=10, ms=1) as fault:
        assert len(stranger.get("/static/")[1]) == 10
        assert fault.hits == 1
    server.throttle(down=1_000_000, up=1_000_000, latency=1)
    assert stranger.get("/static/") == (200, b"x" * 2000)
    assert stranger.upload({"a": "1"}, kind="storage")["status"] == "installed"
