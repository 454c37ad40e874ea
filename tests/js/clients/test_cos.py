"""cos-wx-sdk-v5, as npm installs it: simple uploads, uploads in parts, cancelling, retries."""

import base64
import hashlib
import threading
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest

SECONDS = 60
BUCKET = "photos-1250000000"

# `did` tells what a call of the SDK comes to: [error, data], each as far as it matters.
COS = """
const COS = require('cos-wx-sdk-v5')
const cos = new COS({ ...keys, Domain: origin, ProgressInterval: 1 })
const events = []
const params = { Bucket: 'photos-1250000000', Region: 'ap-guangzhou', Key: 'user/小明 1.jpg' }
const upload = { ...params, FilePath: photo, onProgress: info => events.push(info) }
const failure = err => err && [err.statusCode ?? null, err.error?.Code ?? err.error]
const did = (name, given) =>
  new Promise(done => cos[name](given, (err, data) => done(err ? failure(err) : data)))
"""
PATH = "/user/%E5%B0%8F%E6%98%8E%201.jpg"
ROUTE = unquote(PATH)


@pytest.fixture
def given(server, photo):
    """The variables that a program begins with."""
    keys = {"SecretId": server.storage.access_key, "SecretKey": server.storage.secret_key}
    return {"keys": keys, "origin": server.url("/").rstrip("/"), "photo": str(photo)}


@pytest.fixture
def run(run, given):
    """Run a program with ``cos``; a bucket is where the practice server's own root is."""

    def ran(program, **settings):
        settings.setdefault("wanted", ["answer", "events"])
        return run(COS + program, given=given, **settings)

    return ran


@pytest.fixture
def in_storage(given, server):
    """The bucket's host as the SDK signs it, and the practice storage that answers in its place."""
    return {given["origin"] + "/": server.storage.url("cos", BUCKET)}


def accepts(server, path, *failures):
    """Have a path answer these failures first, one by one, and then take everything."""
    left = list(failures)
    server.route(path, lambda arrival: left.pop(0) if left else (200, {"ETag": '"e"'}, ""))


def etag(data):
    return f'"{hashlib.md5(data).hexdigest()}"'


def refusal(status, code):
    return status, {"Content-Type": "application/xml"}, f"<Error><Code>{code}</Code></Error>"


# -- one request -----------------------------------------------------------------------------------


def test_a_form_upload_is_signed_and_kept(run, server, photo, in_storage):
    found = run("const answer = await did('postObject', upload)", hosts=in_storage)
    assert found.answer["statusCode"] == 200
    assert found.answer["ETag"] == etag(photo.read_bytes())
    assert found.answer["Location"].endswith(PATH)
    size = photo.stat().st_size
    last = found.events[-1]
    assert (last["loaded"], last["total"], last["percent"]) == (size, size, 1)
    (kept,) = server.storage.objects
    assert (kept.bucket, kept.key) == (BUCKET, "user/小明 1.jpg")
    assert kept.data == photo.read_bytes()
    (arrival,) = server.log
    assert (arrival.method, arrival.status) == ("POST", 200)
    names = ["key", "success_action_status", "Signature", "Content-Type", "file"]
    assert [part.name for part in arrival.parts] == names


def test_keys_for_a_while_come_from_ones_own_server(run, server, given, in_storage):
    sts = {"TmpSecretId": given["keys"]["SecretId"], "TmpSecretKey": given["keys"]["SecretKey"]}
    server.route("/sts", lambda arrival: {**sts, "SecurityToken": "token"})
    program = """
    const own = new COS({
      Domain: origin,
      getAuthorization: (options, done) => wx.request({
        url: 'https://a.b/sts',
        success(res) {
          const now = Math.floor(Date.now() / 1000)
          done({ ...res.data, StartTime: now - 60, ExpiredTime: now + 3600 })
        },
      }),
    })
    const put = Key =>
      new Promise(done => own.postObject({ ...upload, Key }, err => done(failure(err))))
    const answer = [await put('a'), await put('b')]
    """
    found = run(program, hosts=in_storage | {"https://a.b": server.url("/").rstrip("/")})
    assert found.answer == [None, None]
    assert [each.key for each in server.storage.objects] == ["a", "b"]
    assert [each.method for each in server.log] == ["GET", "POST", "POST"]
    for arrival in server.log[1:]:
        fields = {part.name: part.data for part in arrival.parts}
        assert fields["x-cos-security-token"] == b"token"


def test_a_wrong_signature_is_refused_once(run, server, given, in_storage):
    given["keys"]["SecretKey"] = "another"
    found = run("const answer = await did('postObject', upload)", hosts=in_storage)
    assert found.answer == [403, "SignatureDoesNotMatch"]
    assert (server.storage.objects, len(server.log)) == ((), 1)


def test_a_put_sends_the_bytes_of_the_file(run, server, photo):
    accepts(server, ROUTE)
    found = run("const answer = await did('putObject', upload)")
    assert (found.answer["statusCode"], found.answer["ETag"]) == (200, '"e"')
    size = photo.stat().st_size
    assert (found.events[-1]["loaded"], found.events[-1]["total"]) == (size, size)
    (arrival,) = server.log
    assert (arrival.method, arrival.path, arrival.body) == ("PUT", PATH, photo.read_bytes())
    assert arrival.header("Content-Type") == "image/jpeg"
    assert arrival.header("Authorization").startswith("q-sign-algorithm=sha1&q-ak=")


def test_an_object_is_fetched(run, server, photo):
    server.route(ROUTE, lambda arrival: (200, {"ETag": '"e"'}, photo.read_bytes()))
    found = run("const answer = await did('getObject', { ...params, DataType: 'arraybuffer' })")
    assert found.answer["Body"] == photo.read_bytes()
    assert (found.answer["statusCode"], found.answer["ETag"]) == (200, '"e"')
    assert [(each.method, each.path) for each in server.log] == [("GET", PATH)]


def test_an_object_that_is_not_there(run, server):
    server.route(ROUTE, lambda arrival: refusal(404, "NoSuchKey"))
    assert run("const answer = await did('getObject', params)").answer == [404, "NoSuchKey"]
    assert len(server.log) == 1


# -- retries ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "method", "path"), [("postObject", "POST", "/"), ("putObject", "PUT", PATH)]
)
def test_a_broken_connection_is_tried_again(run, server, photo, name, method, path):
    accepts(server, unquote(path))
    server.fault("reset-before-headers", path, times=2)
    found = run(f"const answer = await did('{name}', upload)")
    assert found.answer["statusCode"] == 200
    assert [(each.method, each.status) for each in server.log] == [
        (method, None),
        (method, None),
        (method, 200),
    ]
    assert [each.header("x-cos-sdk-retry") for each in server.log] == [None, "true", "true"]
    sent = [each.parts[-1].data if each.parts else each.body for each in server.log]
    assert sent == 3 * [photo.read_bytes()]


def test_a_server_that_is_busy_is_asked_again(run, server):
    accepts(server, "/", *3 * [refusal(503, "SlowDown")])
    assert run("const answer = await did('postObject', upload)").answer["statusCode"] == 200
    assert [each.status for each in server.log] == [503, 503, 503, 200]


def test_four_times_are_enough(run, server):
    accepts(server, "/", *5 * [refusal(500, "InternalError")])
    found = run("const answer = await did('postObject', upload)")
    assert found.answer == [500, "InternalError"]
    assert [each.status for each in server.log] == 4 * [500]


def test_a_connection_that_always_breaks_is_told(run, server):
    server.fault("reset-before-headers", "/")
    found = run("const answer = await did('postObject', upload)")
    assert found.answer == [None, "uploadFile:fail -101:net::ERR_CONNECTION_RESET"]
    assert [each.fault for each in server.log] == 4 * ["reset-before-headers"]


def test_silence_is_a_timeout_after_four_tries(run, server):
    # Counted by the SDK: whether a try was heard within so short a time is not its business.
    server.fault("stall-headers", "/")
    program = """
    let tries = 0
    cos.options.Timeout = 20
    cos.on('before-send', () => tries++)
    const answer = await did('postObject', upload)
    """
    found = run(program, wanted=["answer", "tries"])
    assert (found.answer, found.tries) == ([None, "uploadFile:fail timeout"], 4)


# -- parts -----------------------------------------------------------------------------------------

MIB = 1024 * 1024
UPLOAD_ID = "upload-1"


class MultipartUpload:
    """One object that arrives in parts, at ``/`` and at its own path of a practice server.

    ``parts``: what has arrived, by number. ``failures``: parts that are refused with 503, and how
    often still. ``held``: parts whose answer waits for ``release``. ``asked``: what was asked, in
    order. ``completed``: the XML that put the parts together; None until then.
    """

    def __init__(self, server, path):
        self.path = path
        self.parts = {}
        self.failures = {}
        self.held = set()
        self.asked = []
        self.completed = None
        self._released = threading.Event()
        self._lock = threading.Lock()
        server.route("/", self._listed)
        server.route(path, self._answer)

    @property
    def data(self):
        return b"".join(self.parts[number] for number in sorted(self.parts))

    def release(self):
        """Let the answers go that are held; nothing is held any more."""
        self.held.clear()
        self._released.set()

    def _listed(self, arrival):
        """There is no upload yet that this one could go on with."""
        self._note("list")
        return _xml("<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>"
                    "</ListMultipartUploadsResult>")  # fmt: skip

    def _answer(self, arrival):
        query = parse_qs(urlsplit(arrival.path).query, keep_blank_values=True)
        if arrival.method == "PUT":
            assert query["uploadId"] == [UPLOAD_ID]
            return self._put(int(query["partNumber"][0]), arrival.body)
        assert arrival.method == "POST"
        if "uploads" in query:
            self._note("initiate")
            return _xml(f"<InitiateMultipartUploadResult><UploadId>{UPLOAD_ID}</UploadId>"
                        "</InitiateMultipartUploadResult>")  # fmt: skip
        assert query["uploadId"] == [UPLOAD_ID]
        self._note("complete")
        self.completed = arrival.body.decode()
        return _xml("<CompleteMultipartUploadResult><Location>there</Location><ETag>whole</ETag>"
                    "</CompleteMultipartUploadResult>")  # fmt: skip

    def _put(self, number, body):
        self._note(number)
        if self.failures.get(number):
            self.failures[number] -= 1
            return 503, {"Content-Type": "application/xml"}, "<Error><Code>SlowDown</Code></Error>"
        if number in self.held:
            self._released.wait(60)
        self.parts[number] = body
        return 200, {"ETag": etag(body)}, ""

    def _note(self, what):
        with self._lock:
            self.asked.append(what)


def _xml(text):
    return 200, {"Content-Type": "application/xml"}, text


@pytest.fixture
def large(photo):
    """The photo, with three parts now, the last of them short."""
    photo.write_bytes(bytes(i % 251 for i in range(MIB)) * 2 + b"end")
    return photo


@pytest.fixture
def multipart(server):
    upload = MultipartUpload(server, ROUTE)
    yield upload
    upload.release()


def completed(multipart):
    """Number and ETag of every part, as the request to complete has listed them."""
    parts = ElementTree.fromstring(multipart.completed)
    return [(int(part.findtext("PartNumber")), part.findtext("ETag")) for part in parts]


def test_a_large_file_arrives_in_parts(run, server, large, multipart):
    found = run("const answer = await did('uploadFile', upload)")
    assert (found.answer["statusCode"], found.answer["UploadId"]) == (200, UPLOAD_ID)
    assert multipart.data == large.read_bytes()
    assert multipart.asked[:2] == ["list", "initiate"]
    assert (sorted(multipart.asked[2:5]), multipart.asked[5:]) == ([1, 2, 3], ["complete"])
    assert completed(multipart) == [(n, etag(multipart.parts[n])) for n in (1, 2, 3)]
    last = found.events[-1]
    assert (last["loaded"], last["total"], last["percent"]) == (2 * MIB + 3, 2 * MIB + 3, 1)
    for arrival in server.log:
        if arrival.method == "PUT":
            digest = base64.b64encode(hashlib.md5(arrival.body).digest()).decode()
            assert arrival.header("Content-MD5") == digest


def test_a_part_that_fails_is_sent_again_alone(run, large, multipart):
    multipart.failures[2] = 2
    run("const answer = await did('sliceUploadFile', { ...upload, AsyncLimit: 1 })")
    assert multipart.asked == ["list", "initiate", 1, 2, 2, 2, 3, "complete"]
    assert multipart.data == large.read_bytes()


@pytest.fixture
def started(begin, given):
    """Begin an upload of which ``id`` is the task, and ``ended`` what it comes to."""

    def started(name):
        program = f"""
        let id, ended = 'not yet'
        const onTaskReady = task => {{ id = task }}
        cos.{name}({{ ...upload, onTaskReady, AsyncLimit: 1 }}, (err, data) => {{
          ended = err ? failure(err) : data.statusCode
        }})
        """
        return begin(COS + program, given=given)

    return started


@pytest.fixture
def now(begin):
    """Do something to that upload; returns the state of it, and what it has come to."""

    def now(does):
        program = f"{does}; const [{{ state }}] = cos.getTaskList()"
        return begin(program, wanted=["state", "ended"]).wait(SECONDS)

    return now


def test_a_paused_upload_goes_on_where_it_was(started, now, server, large, multipart):
    multipart.held.add(2)
    uploading = started("sliceUploadFile")
    server.wait_for(3, PATH, timeout=SECONDS)  # initiate, and two parts
    assert now("cos.pauseTask(id)") == {"state": "paused", "ended": "not yet"}
    uploading.wait(SECONDS)
    server.wait_for(3, PATH, "finished", SECONDS)
    assert server.log[-1].aborted
    server.clear()
    multipart.release()
    now("cos.restartTask(id)")  # and waits for what that has begun
    assert now("") == {"state": "success", "ended": 200}
    query = f"uploadId={UPLOAD_ID}"
    assert [(each.method, each.path) for each in server.log] == [
        ("PUT", f"{PATH}?partNumber=2&{query}"),
        ("PUT", f"{PATH}?partNumber=3&{query}"),
        ("POST", f"{PATH}?{query}"),
    ]
    assert multipart.data == large.read_bytes()
    assert [number for number, _ in completed(multipart)] == [1, 2, 3]


def test_a_cancelled_upload_in_parts_asks_for_nothing_more(started, now, server, large, multipart):
    multipart.held.add(1)
    uploading = started("sliceUploadFile")
    server.wait_for(2, PATH, timeout=SECONDS)  # initiate, and a part
    assert now("cos.cancelTask(id)") == {"state": "canceled", "ended": "not yet"}
    uploading.wait(SECONDS)
    server.wait_for(2, PATH, "finished", SECONDS)
    assert [(each.method, each.aborted) for each in server.log] == [
        ("GET", False),
        ("POST", False),
        ("PUT", True),
    ]
    assert now("")["ended"] == "not yet"  # so it is documented: nothing is told of it


@pytest.mark.parametrize(("name", "path"), [("postObject", "/"), ("putObject", PATH)])
def test_a_cancelled_upload_closes_the_connection(started, now, server, aborted, name, path):
    server.fault("stall-headers", path)
    uploading = started(name)
    server.wait_for(1, path, "held", SECONDS)
    assert now("cos.cancelTask(id)") == {"state": "canceled", "ended": "not yet"}
    uploading.wait(SECONDS)
    assert now("")["ended"] == "not yet"
    aborted(path)
