"""Functions called over HTTP, by strangers and by wx.request."""

import json

import pytest

from wxlab import practice

SUM = {"index.py": "def main(event, context):\n    return {'sum': event['a'] + event['b']}\n"}
ECHO = {"index.py": "def main(event, context):\n    return event\n"}
NODE = {"index.js": "exports.main = async (event) => ({ sum: event.a + event.b });\n"}


def call(stranger, path, body=None, content_type="application/json", method="POST"):
    headers = {"Content-Type": content_type} if body else {}
    status, _, answer = stranger.ask(method, path, body, headers)
    return status, json.loads(answer)


def test_a_python_function_answers(stranger):
    resource = stranger.deploy(SUM, "function", name="sum")
    assert resource["url"] == f"/cloud/{stranger.appid}/functions/sum"
    assert call(stranger, "/functions/sum", '{"a": 1, "b": 2}') == (200, {"sum": 3})
    assert stranger.get("/functions/sum?a=x&b=y") == (200, {"sum": "xy"})


@pytest.mark.usefixtures("needs_node")
def test_a_node_function_answers_wx_request(stranger, server, wx):
    stranger.deploy(NODE, "function", name="sum")
    url = server.url(f"/cloud/{stranger.appid}/functions/sum")
    res = wx.request(url=url, method="POST", data={"a": 1, "b": 2}).wait(60)
    assert (res.statusCode, res.data["sum"]) == (200, 3)


def test_the_event_is_the_body_or_the_query(stranger):
    stranger.deploy(ECHO, "function", name="echo")
    form = "application/x-www-form-urlencoded"
    path = "/functions/echo"
    assert call(stranger, path, b'["\xe8\x8b\xb9"]') == (200, ["苹"])
    assert call(stranger, path, "a=1&b=%E8%8B%B9&a=2", form) == (200, {"a": "1", "b": "苹"})
    assert call(stranger, f"{path}?a=1&a=2&b", method="GET") == (200, {"a": "1", "b": ""})
    assert call(stranger, path) == (200, {})
    assert call(stranger, path, '"\\ud800"') == (200, "\ud800")


@pytest.mark.parametrize("body", ["{", "\x00", "[" * 100_000])
def test_an_event_that_is_no_json_is_told(stranger, body):
    stranger.deploy(ECHO, "function", name="echo")
    status, told = call(stranger, "/functions/echo", body)
    assert (status, told["code"]) == (400, 10006)


def test_an_answer_that_is_nested_too_deep_is_told(stranger):
    code = (
        "def main(event, context):\n    value = 1\n"
        "    for _ in range(event):\n        value = [value]\n    return value\n"
    )
    stranger.deploy({"index.py": code}, "function", name="deep")
    assert call(stranger, "/functions/deep", "100")[0] == 200
    # Where it is too deep depends on who looks, and on Python; wherever that is, it is told.
    for depth in (900, 960, 980, 1000, 100_000):
        status, _, told = stranger.ask("POST", "/functions/deep", str(depth))
        assert status == 200 or json.loads(told)["code"] == 40006


def test_an_event_has_a_most(stranger):
    stranger.deploy(ECHO, "function", name="echo")
    status, told = call(stranger, "/functions/echo", json.dumps("x" * 1_100_000))
    assert (status, told["code"]) == (413, 10000)


def test_an_error_is_json_with_its_place(stranger, server):
    stranger.deploy(SUM, "function", name="sum")
    status, told = call(stranger, "/functions/sum", "{}")
    assert (status, told["code"], told["file"], told["line"]) == (500, 40006, "index.py", 2)
    assert "KeyError: 'a'" in told["message"]
    assert told["trace"].endswith("KeyError: 'a'\n")
    assert server.cloud.calls[-1].error == told["message"]


def test_what_it_prints_is_in_the_servers_calls(stranger, server):
    code = "def main(event, context):\n    print('打印')\n    return 1\n"
    stranger.deploy({"index.py": code}, "function", name="talk")
    assert stranger.get("/functions/talk") == (200, 1)
    assert server.cloud.calls[-1].log == "打印\n"


def test_versions_of_a_function(stranger):
    for version in "12":
        code = f"def main(event, context): return [{version}, context['functionVersion']]"
        stranger.deploy({"index.py": code}, "function", version=version, name="f")
    assert stranger.get("/functions/f") == (200, [2, "2"])
    stranger.rollback("function", "f")
    assert stranger.get("/functions/f") == (200, [1, "1"])


def test_what_is_not_live_is_not_run(stranger):
    stranger.upload(SUM, kind="function", name="sum")
    assert stranger.get("/functions/sum")[1]["code"] == 40005


def test_closing_the_server_ends_its_functions(strangers, tmp_path):
    """The client is cut off, and close() returns once the process is gone."""
    code = "import time\ndef main(event, context):\n    time.sleep(1000)\n"
    with practice.serve(cloud=tmp_path) as server:
        stranger = strangers(server)
        stranger.deploy({"index.py": code}, "function", name="slow")
        connection = stranger.connect()
        connection.request("GET", f"/cloud/{stranger.appid}/functions/slow")
        server.wait_for(1, f"/cloud/{stranger.appid}/functions/slow")
    connection.close()
    assert list((tmp_path / "running").iterdir()) == []
