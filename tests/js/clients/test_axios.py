"""axios-miniprogram, as npm installs it: requests, transfers, cancelling, errors."""

from pathlib import Path

import pytest

from wxlab.js import JSError

SECONDS = 60

# What a promise comes to, without the configuration that axios adds to it.
AXIOS = """
const { default: axios, CancelToken, isAxiosError, isCancel } = require('axios-miniprogram')
const plain = ({ status, statusText, data, isFail }) => ({ status, statusText, data, isFail })
const told = error =>
  isCancel(error)
    ? { cancelled: error.message }
    : { message: error.message, own: isAxiosError(error), ...plain(error.response) }
const outcome = promise => promise.then(plain, told)
"""


@pytest.fixture
def server(server):
    server.route("/echo", lambda arrival: {"method": arrival.method, "size": arrival.body_bytes})
    server.route("/refused", lambda arrival: (403, {"why": "no"}))
    return server


@pytest.mark.parametrize(
    ("call", "method", "path", "body"),
    [
        ("get('https://a.b/echo', { n: '小明' })", "GET", "/echo?n=%E5%B0%8F%E6%98%8E", b""),
        ("delete('https://a.b/echo', { id: 7 })", "DELETE", "/echo?id=7", b""),
        ("post('https://a.b/echo', { name: '小明' })", "POST", "/echo", '{"name":"小明"}'.encode()),
        ("put('https://a.b/echo', 'text')", "PUT", "/echo", b"text"),
    ],
)  # fmt: skip
def test_requests(run, server, call, method, path, body):
    answer = run(AXIOS + f"const answer = await outcome(axios.{call})").answer
    assert answer == {
        "status": 200,
        "statusText": "OK",
        "data": {"method": method, "size": len(body)},
    }
    (arrival,) = server.log
    assert (arrival.method, arrival.path, arrival.body) == (method, path, body)
    assert arrival.header("Accept") == "application/json, text/plain, */*"


def test_instances_and_interceptors(run, server):
    program = """
    const own = axios.create({ baseURL: 'https://a.b/', headers: { common: { 'X-Token': 't' } } })
    own.interceptors.request.use(config => ({ ...config, url: 'echo' }))
    own.interceptors.response.use(response => ({ ...response, data: response.data.method }))
    const answer = (await own.get('nowhere')).data
    """
    assert run(AXIOS + program).answer == "GET"
    (arrival,) = server.log
    assert (arrival.path, arrival.header("X-Token")) == ("/echo", "t")


UPLOAD = """
const events = []
const source = CancelToken.source()
const upload = (url, more) => axios.post(
  url,
  { name: 'photo', filePath: photo, user: '小明' },
  { upload: true, onUploadProgress: res => events.push(res), cancelToken: source.token, ...more },
)
"""


def test_an_upload(run, server, photo):
    program = UPLOAD + "const answer = await outcome(upload('https://a.b/upload'))"
    found = run(AXIOS + program, given={"photo": str(photo)}, wanted=["answer", "events"])
    assert (found.answer["status"], found.answer["data"]["fields"]) == (200, {"user": "小明"})
    size = photo.stat().st_size
    last = {"progress": 100, "totalBytesSent": size, "totalBytesExpectedToSend": size}
    assert found.events[-1] == last
    (arrival,) = server.log
    assert [part.name for part in arrival.parts] == ["user", "photo"]
    assert arrival.parts[1].data == photo.read_bytes()


DOWNLOAD = """
const events = []
const source = CancelToken.source()
const download = (url, params) => axios.get(
  url,
  params,
  { download: true, onDownloadProgress: res => events.push(res), cancelToken: source.token },
)
"""


def test_a_download_to_a_temporary_file(run, server):
    program = DOWNLOAD + "const answer = await outcome(download('https://a.b/file/300000'))"
    found = run(AXIOS + program, wanted=["answer", "events"])
    assert (found.answer["status"], found.answer["statusText"]) == (200, "OK")
    data = Path(found.answer["data"]["tempFilePath"]).read_bytes()
    assert data == bytes(i % 251 for i in range(300_000))
    last = {
        "progress": 100,
        "totalBytesWritten": 300_000,
        "totalBytesExpectedToWrite": 300_000,
    }
    assert found.events[-1] == last
    assert server.hits("/file/300000") == 1


def test_a_download_to_a_path_of_ones_own(run, server):
    program = (
        DOWNLOAD
        + """
    const filePath = `${wx.env.USER_DATA_PATH}/a.bin`
    const { data } = await outcome(download('https://a.b/file/1000', { filePath }))
    const read = await wx.getFileSystemManager().readFile({ filePath })
    const answer = [data.filePath === filePath, read.data]
    """
    )
    assert run(AXIOS + program).answer == [True, bytes(i % 251 for i in range(1000))]


@pytest.mark.parametrize(
    ("begins", "path"),
    [
        (UPLOAD + "upload('https://a.b/stall')", "/stall"),
        (DOWNLOAD + "download('https://a.b/stall/body')", "/stall/body"),
        (DOWNLOAD + "axios.get('https://a.b/stall', {}, { cancelToken: source.token })", "/stall"),
    ],
)
def test_cancelling_closes_the_connection(begin, run, server, photo, aborted, begins, path):
    begins, _, call = begins.rpartition("\n")
    program = AXIOS + begins + f"\nconst answer = await outcome({call})"
    ran = begin(program, given={"photo": str(photo)}, wanted=["answer"])
    server.wait_for(1, path, "held", SECONDS)
    run("source.cancel('enough')", wanted=())
    assert ran.wait(SECONDS) == {"answer": {"cancelled": "enough"}}
    aborted(path)


def test_what_was_cancelled_before_is_never_sent(run, server, photo):
    program = (
        UPLOAD
        + """
    source.cancel('early')
    const answer = await outcome(upload('https://a.b/upload'))
    """
    )
    assert run(AXIOS + program, given={"photo": str(photo)}).answer == {"cancelled": "early"}
    assert server.log == ()


@pytest.mark.parametrize(
    ("path", "status", "text", "data"),
    [
        ("/refused", 403, "Forbidden", {"why": "no"}),
        ("/broken", 500, "Internal Server Error", {"why": "bug"}),
    ],
)
def test_a_status_that_is_no_success_rejects(run, server, photo, path, status, text, data):
    server.route("/broken", lambda arrival: (500, {"why": "bug"}))
    program = (
        UPLOAD
        + """
    const answer = [await outcome(axios.get(url)), await outcome(upload(url))]
    """
    )
    found = run(AXIOS + program, given={"photo": str(photo), "url": f"https://a.b{path}"})
    said = {"status": status, "statusText": text, "data": data}
    assert found.answer == 2 * [{"message": "validate status error", "own": True} | said]
    assert [(each.method, each.status) for each in server.log] == [
        ("GET", status),
        ("POST", status),
    ]


def test_which_status_is_a_success_may_be_told(run, server):
    program = """
    const options = { validateStatus: status => status === 403 }
    const answer = await outcome(axios.get('https://a.b/refused', {}, options))
    """
    assert run(AXIOS + program).answer["status"] == 403


def failed(name, message, errno):
    said = {"errno": errno, "errMsg": f"{name}:fail {message}"}
    own = {"message": "request fail", "own": True, "isFail": True}
    return own | {"status": 400, "statusText": "Bad Request", "data": said}


def test_a_broken_connection_rejects(run, server, photo):
    server.fault("reset-before-headers", "/echo", times=3)
    program = (
        UPLOAD
        + """
    const url = 'https://a.b/echo'
    const answer = [
      await outcome(axios.get(url)),
      await outcome(upload(url)),
      await outcome(axios.get(url, {}, { download: true })),
    ]
    """
    )
    why = "-101:net::ERR_CONNECTION_RESET", 600001
    assert run(AXIOS + program, given={"photo": str(photo)}).answer == [
        failed("request", *why),
        failed("uploadFile", *why),
        failed("downloadFile", *why),
    ]
    assert [(each.method, each.fault) for each in server.log] == [
        ("GET", "reset-before-headers"),
        ("POST", "reset-before-headers"),
        ("GET", "reset-before-headers"),
    ]


def test_a_timeout_rejects(run, photo):
    program = (
        UPLOAD
        + """
    const url = 'https://a.b/stall', timeout = 20
    const answer = [
      await outcome(axios.get(url, {}, { timeout })), await outcome(upload(url, { timeout })),
    ]
    """
    )
    assert run(AXIOS + program, given={"photo": str(photo)}).answer == [
        failed("request", "timeout", 5),
        failed("uploadFile", "timeout", 5),
    ]


def test_an_error_handler_may_try_again(run, server, photo):
    server.fault("reset-before-headers", "/upload", times=2)
    program = (
        UPLOAD
        + """
    let left = 3
    const errorHandler = error => left-- ? upload('https://a.b/upload', { errorHandler })
      : Promise.reject(error)
    const answer = await outcome(upload('https://a.b/upload', { errorHandler }))
    """
    )
    found = run(AXIOS + program, given={"photo": str(photo)}, wanted=["answer", "left"])
    assert (found.answer["status"], found.left) == (200, 1)
    assert [each.status for each in server.log] == [None, None, 200]
    assert [each.parts[1].data for each in server.log] == 3 * [photo.read_bytes()]


def test_arguments_that_are_none_reject(run, server):
    with pytest.raises(JSError, match="url 不是一个 string"):
        run(AXIOS + "await axios.get(undefined)", wanted=())
    assert server.log == ()
