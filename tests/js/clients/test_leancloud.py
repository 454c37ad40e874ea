"""@leancloud/platform-adapters-weapp, as npm installs it: what the LeanCloud SDK rests on."""

import os

import pytest

SECONDS = 60

# Its signal is an EventTarget with `aborted`; mini-programs have none, the adapters bring one.
ADAPTERS = """
const { request, storage, upload } = require('@leancloud/platform-adapters-weapp')
const { EventTarget } = require('event-target-shim')
const told = error => `${error.name}: ${error.message}`
const signal = Object.assign(new EventTarget(), { aborted: false })
const abort = () => {
  signal.aborted = true
  signal.dispatchEvent({ type: 'abort' })
}
"""


@pytest.mark.parametrize(
    ("options", "method", "body"),
    [
        ("{}", "GET", b""),
        ("{ method: 'POST', data: { name: '小明' } }", "POST", '{"name":"小明"}'.encode()),
        ("{ method: 'PUT', data: 'text', headers: { 'X-LC-Id': 'app' } }", "PUT", b"text"),
        ("{ method: 'DELETE' }", "DELETE", b""),
    ],
)
def test_requests(run, server, options, method, body):
    server.route("/1.1/classes", lambda arrival: (201, {"X-A": "b"}, {"objectId": "7"}))
    program = f"""
    const {{ ok, status, headers, data }} = await request('https://a.b/1.1/classes', {options})
    const answer = [ok, status, headers['X-A'], data]
    """
    assert run(ADAPTERS + program).answer == [True, 201, "b", {"objectId": "7"}]
    (arrival,) = server.log
    assert (arrival.method, arrival.path, arrival.body) == (method, "/1.1/classes", body)
    assert arrival.header("X-LC-Id") == ("app" if method == "PUT" else None)


UPLOAD = """
const events = []
const file = { field: 'photo', data: { uri: photo } }
const options = {
  data: { key: '小明' }, headers: { 'X-LC-Id': 'app' }, onprogress: res => events.push(res), signal,
}
"""


def test_an_upload(run, server, photo):
    program = (
        UPLOAD
        + """
    const { ok, status, data, errMsg } = await upload('https://a.b/upload', file, options)
    const answer = [ok, status, data.fields, errMsg]
    """
    )
    found = run(ADAPTERS + program, given={"photo": str(photo)}, wanted=["answer", "events"])
    assert found.answer == [True, 200, {"key": "小明"}, "uploadFile:ok"]
    size = photo.stat().st_size
    assert found.events[-1] == {"loaded": size, "total": size, "percent": 100}
    (arrival,) = server.log
    assert [part.name for part in arrival.parts] == ["key", "photo"]
    assert arrival.parts[1].data == photo.read_bytes()
    assert arrival.header("X-LC-Id") == "app"


@pytest.mark.parametrize(
    "call",
    ["upload('https://a.b/stall', file, options)", "request('https://a.b/stall', { signal })"],
)
def test_abort_closes_the_connection(begin, run, server, photo, aborted, call):
    program = ADAPTERS + UPLOAD + f"const answer = await {call}.catch(told)"
    ran = begin(program, given={"photo": str(photo)}, wanted=["answer"])
    server.wait_for(1, "/stall", "held", SECONDS)
    run("abort()", wanted=())
    assert ran.wait(SECONDS) == {"answer": "AbortError: Request aborted"}
    aborted("/stall")


def test_abort_while_the_file_is_on_its_way(begin, run, server, photo, aborted):
    size = 32 * 1024 * 1024  # more than all the buffers on the way take
    os.truncate(photo, size)
    program = "const answer = await upload('https://a.b/stall/read', file, options).catch(told)"
    given = {"photo": str(photo)}
    ran = begin(ADAPTERS + UPLOAD + program, given=given, wanted=["answer", "events"])
    server.wait_for(1, "/stall/read", "held", SECONDS)
    run("abort()", wanted=())
    found = ran.wait(SECONDS)
    assert found["answer"] == "AbortError: Request aborted"
    assert all(event["loaded"] < event["total"] == size for event in found["events"])
    server.release()  # it had stopped reading, and learns only now that nobody is there
    assert aborted("/stall/read").body_bytes < size


def test_what_was_aborted_before_is_never_sent(run, server, photo):
    program = (
        UPLOAD
        + """
    abort()
    const answer = [
      await upload('https://a.b/upload', file, options).catch(told),
      await request('https://a.b/headers', { signal }).catch(told),
    ]
    """
    )
    answer = run(ADAPTERS + program, given={"photo": str(photo)}).answer
    assert answer == 2 * ["AbortError: Request aborted"]
    assert server.log == ()


@pytest.mark.parametrize("status", [403, 500])
def test_a_status_that_is_no_success_is_told(run, server, photo, status):
    server.route("/refused", lambda arrival: (status, {"code": 1, "error": "no"}))
    program = (
        UPLOAD
        + """
    const results = [
      await request('https://a.b/refused'), await upload('https://a.b/refused', file, options),
    ]
    const answer = results.map(({ ok, status, data }) => [ok, status, data])
    """
    )
    answer = run(ADAPTERS + program, given={"photo": str(photo)}).answer
    assert answer == 2 * [[False, status, {"code": 1, "error": "no"}]]
    assert [each.method for each in server.log] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("reset-before-headers", "-101:net::ERR_CONNECTION_RESET"),
        ("close-without-answer", "-100:net::ERR_CONNECTION_CLOSED"),
    ],
)
def test_a_broken_connection_rejects(run, server, photo, fault, message):
    server.fault(fault, "/upload")
    program = (
        UPLOAD
        + """
    const url = 'https://a.b/upload'
    const answer = [await request(url).catch(told), await upload(url, file, options).catch(told)]
    """
    )
    answer = run(ADAPTERS + program, given={"photo": str(photo)}).answer
    assert answer == [f"Error: request:fail {message}", f"Error: uploadFile:fail {message}"]
    assert [(each.method, each.status) for each in server.log] == [("GET", None), ("POST", None)]


def test_a_file_that_is_none_is_refused_before_anything_is_sent(run, server):
    program = "const answer = await upload('https://a.b/upload', { data: 'text' }).catch(told)"
    answer = run(ADAPTERS + program).answer
    assert answer == "TypeError: File data must be an object like { uri: localPath }."
    assert server.log == ()


def test_an_answer_that_is_no_json_is_told_and_nothing_hangs(begin, server, photo, capsys):
    # The adapter parses it in `success`, so that its promise never comes to anything.
    server.route("/upload", lambda arrival: "<html>")
    ran = begin(
        ADAPTERS + UPLOAD + "upload('https://a.b/upload', file, options)",
        given={"photo": str(photo)},
    )
    ran.wait(SECONDS)
    assert "SyntaxError" in capsys.readouterr().err
    assert server.hits("/upload") == 1


def test_storage(run, wx):
    program = """
    storage.setItem('user', JSON.stringify({ name: '小明' }))
    storage.setItem('gone', 'x')
    storage.removeItem('gone')
    const answer = [storage.getItem('user'), storage.getItem('gone')]
    """
    assert run(ADAPTERS + program).answer == ['{"name":"小明"}', ""]
    assert wx.getStorageSync("user") == '{"name":"小明"}'
    assert wx.getStorageInfoSync()["keys"] == ["user"]
    assert run("storage.clear(); const answer = storage.getItem('user')").answer == ""
    assert wx.getStorageInfoSync()["keys"] == []
