"""How a cloud tells what it has."""

import json

from wxlab.practice.cloud.resource import CloudStatus, Resource, ResourceStatus, Version

APPID = "wx0123456789abcdef"
FIRST = Version("1.0", "第一版", 1, "d" * 64, 2, 30, "2030-01-01T00:00:00+00:00")
SITE = ResourceStatus("static", "", "1.0", None, "/cloud/x/static/", (FIRST,))
STATUS = CloudStatus(APPID, (SITE,))


def test_each_kind_has_its_address():
    found = {kind: Resource(APPID, kind, "").path for kind in ("static", "storage", "database")}
    start = f"/cloud/{APPID}"
    assert found == {
        "static": f"{start}/static/",
        "storage": f"{start}/storage",
        "database": f"{start}/database",
    }
    assert Resource(APPID, "function", "sum").path == f"{start}/functions/sum"
    assert Resource(APPID, "app").path == f"{start}/app/app.json"


def test_a_resource_is_called_by_kind_and_name():
    assert str(Resource(APPID, "function", "sum")) == "function sum"
    assert str(Resource(APPID, "app")) == "app"


def test_a_status_is_found_by_kind_and_name():
    assert STATUS.resource("static") is SITE
    assert STATUS.resource("function", "sum") is None


def test_it_is_json():
    told = json.loads(json.dumps(STATUS.json))
    assert told["resources"][0]["versions"][0]["desc"] == "第一版"
    assert told["resources"][0]["previous"] is None


def test_it_prints_and_shows_as_a_table():
    assert repr(STATUS).splitlines() == [
        f"<cloud of {APPID}>",
        "kind    name  live  previous  versions",
        "static        1.0   –         1.0",
    ]
    assert STATUS._repr_html_().count("<tr>") == 2
    assert repr(CloudStatus(APPID, ())).count("\n") == 1
