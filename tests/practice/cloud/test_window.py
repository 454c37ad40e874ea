"""What is live, as anybody fetches it."""

import hashlib

import pytest

from wxlab import practice

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
SITE = {
    "index.html": "<h1>你好</h1>",
    "docs/index.html": "<p>docs</p>",
    "docs/图 片.png": PNG,
    "100%.txt": "percent",
    "空/index.html": "",
}


@pytest.fixture
def site(stranger):
    stranger.deploy(SITE, "static")
    return stranger


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/static/", SITE["index.html"].encode()),
        ("/static/index.html", SITE["index.html"].encode()),
        ("/static/docs/", b"<p>docs</p>"),
        ("/static/docs/%E5%9B%BE%20%E7%89%87.png", PNG),
        ("/static/100%25.txt", b"percent"),
        ("/static/%E7%A9%BA/", b""),
        ("/static/docs%2Findex.html", b"<p>docs</p>"),
        ("/static/index.html?v=2", SITE["index.html"].encode()),
    ],
)
def test_a_website_is_served(site, path, expected):
    assert site.get(path) == (200, expected)


def test_files_say_what_they_are(site):
    _, headers, _ = site.ask("GET", "/static/")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    _, headers, _ = site.ask("GET", "/static/docs/%E5%9B%BE%20%E7%89%87.png")
    assert headers["Content-Type"] == "image/png"
    assert headers["ETag"] == f'"{hashlib.md5(PNG).hexdigest()}"'


def test_head_is_the_same_without_the_body(site):
    status, headers, body = site.ask("HEAD", "/static/docs/%E5%9B%BE%20%E7%89%87.png")
    assert (status, headers["Content-Length"], body) == (200, str(len(PNG)), b"")
    assert site.get("/static/none", method="HEAD") == (404, b"")


@pytest.mark.parametrize(
    ("folder", "location"), [("docs", "./docs/"), ("%E7%A9%BA", "./%E7%A9%BA/")]
)
def test_a_folder_has_its_slash(site, folder, location):
    status, headers, _ = site.ask("GET", f"/static/{folder}")
    assert (status, headers["Location"]) == (302, location)


@pytest.mark.parametrize(
    "path", ["/static/none", "/static/docs/none/", "/static/../app/app.json", "/static//index.html"]
)
def test_what_is_not_there_is_told_in_json(site, path):
    status, told = site.get(path)
    assert (status, told["code"]) == (404, 40005)
    assert "没有" in told["message_zh"]


def test_nothing_is_live_before_it_is_made_live(stranger):
    stranger.upload(SITE, kind="static")
    assert stranger.get("/static/")[0] == 404
    assert stranger.live("static", "1.0.0")[0] == 200
    assert stranger.get("/static/")[0] == 200


def test_a_token_stands_before_the_website(strangers):
    with practice.serve(token=True) as server:
        strangers(server).deploy(SITE, "static")
        assert strangers(server).get("/static/docs/") == (200, b"<p>docs</p>")
        status, headers, _ = strangers(server).ask("GET", "/static/docs")
        assert (status, headers["Location"]) == (302, "./docs/")


def test_objects_are_listed_and_fetched(stranger):
    objects = {"照片/一.png": PNG, "照片/二.txt": "二", "readme.md": "# hi"}
    stranger.deploy(objects, "storage")
    status, told = stranger.get("/storage")
    assert status == 200
    assert [each["key"] for each in told["objects"]] == ["readme.md", "照片/一.png", "照片/二.txt"]
    assert told["objects"][1] == {
        "key": "照片/一.png",
        "size": len(PNG),
        "etag": f'"{hashlib.md5(PNG).hexdigest()}"',
        "type": "image/png",
    }
    _, told = stranger.get("/storage?prefix=%E7%85%A7%E7%89%87/")
    assert len(told["objects"]) == 2
    status, headers, body = stranger.ask("GET", "/storage/%E7%85%A7%E7%89%87/%E4%B8%80.png")
    assert (status, body) == (200, PNG)
    assert headers["Content-Security-Policy"] == "sandbox"
    assert stranger.get("/storage/none")[0] == 404


def test_an_empty_cloud_has_nothing(stranger):
    assert stranger.get("/storage") == (200, {"objects": []})
    assert stranger.get("/database") == (200, {"collections": []})
    assert stranger.get("/status") == (200, {"appid": stranger.appid, "resources": []})
    for path in ("/app/app.json", "/static/", "/database/goods", "/functions/f"):
        assert stranger.get(path)[0] == 404


def test_records_are_imported_and_paged(stranger):
    goods = "".join(f'{{"_id": "{number}", "名": "苹果"}}\n' for number in range(150))
    stranger.deploy({"goods.json": goods, "odd.json": '[{"_id": 1, "t": "\\ud800"}]'}, "database")
    listed = [{"collection": "goods", "records": 150}, {"collection": "odd", "records": 1}]
    assert stranger.get("/database") == (200, {"collections": listed})
    _, page = stranger.get("/database/goods")
    assert (len(page["records"]), page["total"]) == (100, 150)
    _, page = stranger.get("/database/goods?skip=149&limit=5")
    assert page == {"records": [{"_id": "149", "名": "苹果"}], "total": 150}
    assert stranger.get("/database/odd")[1]["records"] == [{"_id": 1, "t": "\ud800"}]


@pytest.mark.parametrize("query", ["limit=1001", "limit=-1", "skip=x", "limit="])
def test_pages_have_bounds(stranger, query):
    stranger.deploy({"goods.json": "{}"}, "database")
    status, told = stranger.get(f"/database/goods?{query}")
    assert (status, told["code"]) == (400, 10000)
