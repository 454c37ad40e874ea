"""For black-box tests: a mini-program, a practice server, and a server of bare sockets."""

import contextlib
import os
import re
import socket
import threading
from dataclasses import dataclass

import pytest

from wxlab import WxError, practice

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture
def photo(tmp_path):
    """A file of 1,000 bytes."""
    path = tmp_path / "photo.png"
    path.write_bytes(practice.file_bytes(1000))
    return path


@pytest.fixture
def ending():
    """Waits for a task, and returns what its ``complete`` received."""

    def wait(task, seconds=20):
        with contextlib.suppress(WxError):
            task.wait(seconds)
        return task.result

    return wait


class Heard:
    """Everything that a task says, in order."""

    def __init__(self):
        self.said = []
        self.completed = threading.Event()

    def hear(self, name):
        def listener(res):
            self.said.append((name, res))
            if name == "complete":
                self.completed.set()

        return listener

    @property
    def callbacks(self):
        return {name: self.hear(name) for name in ("success", "fail", "complete")}

    def listen(self, task):
        task.onProgressUpdate(self.hear("progress"))
        task.onHeadersReceived(self.hear("headers"))
        return task

    @property
    def names(self):
        return [name for name, _ in self.said]

    def all(self, name):
        return [res for each, res in self.said if each == name]


@pytest.fixture
def heard():
    return Heard()


# -- a server of bare sockets --------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """One request, byte for byte; ``connection`` counts from 0."""

    head: bytes
    body: bytes
    connection: int

    @property
    def method(self):
        return self.head.split(b" ")[0].decode()

    @property
    def target(self):
        return self.head.split(b" ")[1].decode("latin-1")

    def values(self, name):
        """All values of one header."""
        return re.findall(rb"(?mi)^%s: (.*?)\r$" % name.encode(), self.head)


class Wire:
    """Gives the n-th request the n-th answer, and every later one the last.

    An answer is bytes to send, ``None`` to close without a word, or a function that is given the
    connection, after the head of the request (``reads_body=False``) or the whole of it.
    """

    def __init__(self, answers, reads_body):
        self.requests = []
        self.connections = 0
        self.everybody_gone = threading.Event()
        self._answers = list(answers)
        self._reads_body = reads_body
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def url(self, path="/", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection, self.connections))
                self.connections += 1
                self._open.append(connection)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection, number):
        with connection, contextlib.suppress(OSError):
            while (request := self._read(connection, number)) is not None:
                with self._lock:
                    self.requests.append(request)
                    answer = self._answers.pop(0) if self._answers[1:] else self._answers[0]
                if answer is None:
                    return
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)
                    if not re.search(rb"(?i)content-length|chunked", answer):
                        return
        self.everybody_gone.set()

    def _read(self, connection, number):
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := connection.recv(65536)):
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while self._reads_body and length and len(body) < int(length[1]):
            if not (piece := connection.recv(65536)):
                break
            body += piece
        return Request(head + b"\r\n", body, number)

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)


@pytest.fixture
def wire():
    """Starts servers of bare sockets; without answers they say 200 and ``hi``."""
    started = []

    def start(*answers, reads_body=True):
        started.append(Wire(answers or (OK,), reads_body))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def sent(wire, wx, photo, ending):
    """Uploads a file to a bare socket, and returns the request that arrived."""

    def upload(**options):
        bare = wire()
        task = wx.uploadFile({"url": bare.url(), "filePath": photo, "name": "file", **options})
        assert ending(task).errMsg == "uploadFile:ok"
        (request,) = bare.requests
        return request

    return upload


@pytest.fixture
def asked(wire, wx, ending):
    """Downloads from a bare socket, and returns the request that arrived."""

    def download(path="/", **options):
        bare = wire()
        url = options.pop("url", "http://127.0.0.1:{port}" + path)
        url = url.replace("{port}", str(bare.port))
        assert ending(wx.downloadFile(options, url=url)).errMsg == "downloadFile:ok"
        (request,) = bare.requests
        return request

    return download


@pytest.fixture
def unprivileged():
    """Without the superuser's rights, which no permission can refuse anything."""
    if os.geteuid() != 0:
        yield
        return
    os.setresgid(65534, 65534, 0)
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
