"""The order of events, and every number of a progress event."""

import gzip
import threading

import pytest

from wxlab import practice

pytestmark = pytest.mark.usefixtures("both_ways")

KNOWN = [1, 2, 99, 100, 101, 1000, 65_536, 1_000_003, 5_000_000]


@pytest.fixture
def download(server, wx, heard):
    def run(path):
        task = heard.listen(wx.downloadFile(heard.callbacks, url=server.url(path)))
        assert task.wait(30).statusCode == 200
        return heard.all("progress")

    return run


@pytest.fixture
def upload(server, wx, heard, tmp_path):
    def run(size, path="/upload", **more):
        (tmp_path / "file").write_bytes(practice.file_bytes(size))
        options = {"url": server.url(path), "filePath": tmp_path / "file", "name": "f"} | more
        heard.listen(wx.uploadFile(heard.callbacks | options)).wait(30)
        return heard.all("progress")

    return run


def rising(numbers):
    told = list(numbers)
    return told == sorted(told)


@pytest.mark.parametrize("size", KNOWN)
def test_a_download_of_known_length_counts_to_a_hundred(download, heard, size):
    events = download(f"/file/{size}")
    for event in events:
        assert list(event) == ["progress", "totalBytesWritten", "totalBytesExpectedToWrite"]
        assert all(type(number) is int for number in event.values())
        assert event.totalBytesExpectedToWrite == size
        assert event.progress == event.totalBytesWritten * 100 // size
    assert rising(event.totalBytesWritten for event in events)
    assert events[-1] == {
        "progress": 100,
        "totalBytesWritten": size,
        "totalBytesExpectedToWrite": size,
    }
    assert heard.names == ["headers", *["progress"] * len(events), "success", "complete"]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("size", KNOWN)
def test_an_upload_counts_the_files_bytes_to_a_hundred(upload, heard, size):
    events = upload(size, formData={"a": "b" * 5000})
    for event in events:
        assert list(event) == ["progress", "totalBytesSent", "totalBytesExpectedToSend"]
        assert all(type(number) is int for number in event.values())
        assert event.totalBytesExpectedToSend == size
        assert event.progress == event.totalBytesSent * 100 // size
    assert rising(event.totalBytesSent for event in events)
    assert events[-1] == {
        "progress": 100,
        "totalBytesSent": size,
        "totalBytesExpectedToSend": size,
    }
    assert heard.names == [*["progress"] * len(events), "headers", "success", "complete"]


@pytest.mark.parametrize("query", ["chunked", "unknown", "gzip", "deflate", "gzip&chunked"])
def test_a_length_nobody_announced_is_minus_one_until_the_end(download, heard, query):
    size = 300_000
    *before, last = download(f"/file/{size}?{query}")
    assert before
    for event in before:
        assert event.progress == 0
        assert event.totalBytesExpectedToWrite == -1
        assert 0 < event.totalBytesWritten <= size
    assert rising(event.totalBytesWritten for event in before)
    assert dict(last) == {
        "progress": 100,
        "totalBytesWritten": size,
        "totalBytesExpectedToWrite": size,
    }
    assert heard.names == ["headers", *["progress"] * (len(before) + 1), "success", "complete"]


@pytest.mark.parametrize("query", ["", "?chunked", "?unknown", "?gzip", "?deflate"])
def test_an_empty_download_has_no_progress(download, heard, query):
    assert download(f"/file/0{query}") == []
    assert heard.names == ["headers", "success", "complete"]


def test_an_empty_upload_has_no_progress(upload, heard):
    assert upload(0) == []
    assert heard.names == ["headers", "success", "complete"]


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_has_no_progress(server, wx, heard, status):
    task = heard.listen(wx.downloadFile(heard.callbacks, url=server.url(f"/status/{status}")))
    assert task.wait(20).statusCode == status
    assert heard.names == ["headers", "success", "complete"]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("size", [100_000, 600_000])
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirected_upload_counts_once_and_has_one_headers_event(upload, heard, code, size):
    events = upload(size, f"/redirect/3?code={code}")
    sent = [event.totalBytesSent for event in events]
    assert sent == sorted(set(sent))
    assert events[-1].progress == 100
    assert heard.names.count("headers") == 1
    assert heard.names[-2:] == ["success", "complete"]
    assert "X-Repeated" in heard.all("headers")[0].header


def test_a_redirected_download_counts_the_last_body_only(download, heard):
    events = download("/redirect/3")
    assert heard.names.count("headers") == 1
    assert events[-1].totalBytesWritten == int(heard.all("success")[0].header["Content-Length"])


def test_a_hundred_is_reached_before_the_server_answers(server, wx, photo, heard):
    reached = threading.Event()
    task = wx.uploadFile(heard.callbacks, url=server.url("/stall"), filePath=photo, name="f")
    task.onProgressUpdate(lambda res: res.progress == 100 and reached.set())
    with pytest.raises(TimeoutError):
        task.wait(0)
    assert reached.wait(20)
    server.wait_for(1, "/stall", "held")
    assert heard.said == []
    server.release()
    task.wait(20)


@pytest.mark.usefixtures("way")
def test_progress_does_not_run_ahead_of_a_server_that_does_not_read(server, wx, heard, tmp_path):
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    task = wx.uploadFile(url=server.url("/stall/read"), filePath=path, name="f")
    heard.listen(task)
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall/read", "held")
    waits = 0
    while waits < 3 or not heard.all("progress"):
        waits += 1
        with pytest.raises(TimeoutError):
            task.wait(0.1)
    assert heard.all("progress")[-1].progress < 100
    task.abort()


@pytest.mark.usefixtures("way")
def test_an_answer_before_the_body_is_sent_ends_the_counting(wire, wx, heard, tmp_path):
    """A server that refuses early: no 100, no hang, and the answer is the server's."""
    answered = threading.Event()

    def refuse(connection):
        connection.sendall(
            b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
        )
        answered.wait(20)

    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    bare = wire(refuse, reads_body=False)
    task = wx.uploadFile(
        heard.callbacks,
        url=bare.url(),
        filePath=path,
        name="f",
    )
    res = heard.listen(task).wait(20)
    answered.set()
    assert (res.statusCode, res.data) == (413, "no")
    assert heard.names[-3:] == ["headers", "success", "complete"]
    assert all(event.progress < 100 for event in heard.all("progress"))


def test_a_length_that_belongs_to_the_coded_body_is_not_taken_for_the_files(wire, wx, heard):
    coded = gzip.compress(bytes(100_000))
    bare = wire(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(coded)
        + coded
    )
    heard.listen(wx.downloadFile(url=bare.url())).wait(20)
    *before, last = heard.all("progress")
    assert all((event.progress, event.totalBytesExpectedToWrite) == (0, -1) for event in before)
    assert last == {
        "progress": 100,
        "totalBytesWritten": 100_000,
        "totalBytesExpectedToWrite": 100_000,
    }


def test_the_headers_event_holds_the_headers_and_nothing_else(server, wx, heard):
    res = heard.listen(wx.downloadFile(url=server.url("/headers"))).wait(20)
    (event,) = heard.all("headers")
    assert list(event) == ["header"]
    assert event.header == res.header
    assert event.header["X-Repeated"] == "one,two"
    assert event.header["x-MiXeD-cAsE"]


def test_interim_answers_are_not_the_answer(wire, wx, heard):
    bare = wire(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    )
    res = heard.listen(wx.downloadFile(url=bare.url())).wait(20)
    assert res.statusCode == 200
    assert heard.names == ["headers", "progress"]
    assert "Link" not in heard.all("headers")[0].header
