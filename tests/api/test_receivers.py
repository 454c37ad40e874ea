"""Back ends in four frameworks, word for word as a lesson shows them, take what wxlab uploads."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

CHECKOUT = Path(__file__).parents[2]
RECEIVERS = CHECKOUT / "tests/receivers"
LESSON = CHECKOUT / "notebooks/02_read_the_bytes.ipynb"

NEEDS = {
    "flask": ["flask"],
    "django": ["django"],
    "fastapi": ["fastapi", "uvicorn", "python_multipart"],
    "aiohttp": ["aiohttp"],
}
"""What each framework's receiver imports."""

NO_SUCH_FILE = {
    "flask": (400, "sent a request that this server could not understand"),
    "django": (500, "MultiValueDictKeyError"),
    "fastapi": (422, '"loc":["body","photo"],"msg":"Field required"'),
    "aiohttp": (500, "KeyError: 'photo'"),
}
"""What each says when the file comes under another name, to the client or in its log."""

NO_BOUNDARY = {
    "flask": (400, "sent a request that this server could not understand"),
    "django": (400, "Invalid boundary in multipart: None"),
    "fastapi": (400, "Missing boundary in multipart."),
    "aiohttp": (500, "boundary missed for Content-Type: multipart/form-data"),
}

BODY = (
    b'--B\r\nContent-Disposition: form-data; name="photo"; filename="photo.jpg"\r\n'
    b"Content-Type: image/jpeg\r\n\r\nhi!\r\n--B--\r\n"
)

FOLDED = re.compile(r"<details><summary>In (\w+)</summary>\n\n```python\n(.*?)```\n", re.DOTALL)


@dataclass(frozen=True)
class Receiver:
    """A back end that runs."""

    framework: str
    port: int
    log: Path

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/upload"


@pytest.fixture(scope="module", params=NEEDS)
def receiver(request, tmp_path_factory):
    framework = request.param
    if missing := [name.replace("_", "-") for name in NEEDS[framework] if not find_spec(name)]:
        pytest.skip(f"{framework}'s receiver is not tried without: pip install {' '.join(missing)}")
    log = tmp_path_factory.mktemp(framework) / "log.txt"
    command = [sys.executable, RECEIVERS / "serve.py", framework]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with log.open("a") as words, subprocess.Popen(command, stderr=words, **pipes) as running:
        port = running.stdout.readline()
        assert port, log.read_text()
        yield Receiver(framework, int(port), log)
        running.stdin.close()
        assert running.wait(20) == 0


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "图片 1.png"
    path.write_bytes(bytes(range(256)) * 400)
    return path


def test_a_file_under_the_name_that_is_asked_for_arrives_whole(receiver, wx, picture):
    options = {"url": receiver.url, "filePath": picture, "formData": {"user": "小明"}}
    res = wx.uploadFile(options, name="photo").wait(30)
    assert res.statusCode == 200
    assert json.loads(res.data) == {"filename": "图片 1.png", "size": 102_400, "user": "小明"}


def test_a_file_under_another_name_is_missed_as_the_framework_does(receiver, wx, picture):
    receiver.log.write_text("")
    options = {"url": receiver.url, "filePath": picture, "formData": {"user": "test"}}
    res = wx.uploadFile(options, name="file").wait(30)
    status, complaint = NO_SUCH_FILE[receiver.framework]
    assert res.statusCode == status
    assert complaint in res.data + receiver.log.read_text()


def test_a_body_whose_boundary_nobody_names_is_refused(receiver):
    receiver.log.write_text("")
    line = HTTPConnection("127.0.0.1", receiver.port, timeout=30)
    line.request("POST", "/upload", BODY, {"Content-Type": "multipart/form-data"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    status, complaint = NO_BOUNDARY[receiver.framework]
    assert answer.status == status
    assert complaint in text + receiver.log.read_text()


@pytest.mark.parametrize("framework", NEEDS)
def test_a_receiver_is_short(framework):
    lines = (RECEIVERS / f"{framework}_receiver.py").read_text("utf-8").splitlines()
    assert 5 <= len([line for line in lines if line]) <= 12


def test_the_lesson_shows_the_receivers_that_are_run_here():
    cells = nbformat.read(LESSON, as_version=4).cells
    folded = FOLDED.findall("\n".join(cell.source for cell in cells))
    shown = {name.lower(): text for name, text in folded}
    assert shown == {
        framework: (RECEIVERS / f"{framework}_receiver.py").read_text("utf-8")
        for framework in NEEDS
    }
