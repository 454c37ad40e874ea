"""What is said aloud of a transfer."""

import pytest

from wxlab.api.trace import Trace
from wxlab.notebook.milestones import Milestones
from wxlab.notebook.words import WORDS

SECONDS = 60


class Listener:
    """Somebody who listens to one task, and notes what is said of it."""

    def __init__(self, task, lang="en"):
        self.task = task
        self.milestones = Milestones(lang)
        self.heard = []
        self.look()

    def look(self):
        """Look at the task once; what is said of it, without its name."""
        text = self.milestones.news(Trace.of(self.task))
        if text:
            self.heard.append(text.partition(": ")[2])
        return text


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "uploadFile: Queued"), ("zh", "uploadFile：排队中")]
)
def test_the_name_is_said_with_it(upload, lang, said):
    assert Milestones(lang).news(Trace.of(upload)) == said


def test_nothing_is_said_twice(upload):
    milestones = Milestones("en")
    assert milestones.news(Trace.of(upload))
    assert milestones.news(Trace.of(upload)) == ""
    upload.state = "sending"
    assert milestones.news(Trace.of(upload)) == "uploadFile: 0 %"
    assert milestones.news(Trace.of(upload)) == ""


def test_the_start_the_quarters_and_the_end_are_said_once_each(upload):
    somebody = Listener(upload)
    upload.state = "sending"
    somebody.look()
    for percent in range(101):
        upload.progress(percent, percent, 100)
        somebody.look()
    upload.state = "waiting"
    somebody.look()
    upload.end("done", statusCode=201, errMsg="uploadFile:ok")
    for _ in range(3):
        somebody.look()
    assert somebody.heard == [
        *("Queued", "0 %", "25 %", "50 %", "75 %", "100 %"),
        "Done: HTTP 201",
    ]


@pytest.mark.parametrize(
    ("percents", "said"),
    [
        ([24, 25, 26], ["0 %", "25 %"]),
        ([49, 50], ["25 %", "50 %"]),
        ([3, 99], ["0 %", "75 %"]),
        ([100], ["100 %"]),
    ],
)
def test_a_quarter_is_said_when_it_is_reached_and_one_that_was_missed_is_not(
    upload, percents, said
):
    somebody = Listener(upload)
    upload.state = "sending"
    for percent in percents:
        upload.progress(percent, percent, 100)
        somebody.look()
    assert somebody.heard == ["Queued", *said]


def test_of_an_unknown_total_the_state_is_said_and_no_number(download):
    somebody = Listener(download)
    download.state = "receiving"
    for done in range(1000, 50_000, 1000):
        download.progress(0, done, -1)
        somebody.look()
    download.progress(100, 50_000, 50_000)
    somebody.look()
    download.end("done", statusCode=200, errMsg="downloadFile:ok")
    somebody.look()
    assert somebody.heard == ["Queued", "Receiving the answer", "100 %", "Done: HTTP 200"]


@pytest.mark.parametrize("lang", WORDS)
def test_a_failure_is_said_with_its_text(upload, lang):
    milestones = Milestones(lang)
    upload.end("failed", errMsg="uploadFile:fail abort")
    said = milestones.news(Trace.of(upload))
    assert said.endswith("uploadFile:fail abort")
    assert WORDS[lang]["failed"] in said


def test_a_task_that_was_over_before_is_said_to_be_over(upload):
    upload.progress(100, 5, 5)
    upload.end("done", statusCode=200, errMsg="uploadFile:ok")
    assert Listener(upload).heard == ["Done: HTTP 200"]


def test_each_task_has_its_own(upload, download):
    one, other = Listener(upload), Listener(download)
    assert one.heard == other.heard == ["Queued"]


def test_of_a_real_upload_the_file_is_named(wx, server, tmp_path):
    path = tmp_path / "照片: 1.png"
    path.write_bytes(bytes(1_000_000))
    task = wx.uploadFile(url=server.url("/upload"), filePath=path, name="file")
    milestones, heard = Milestones("en"), []
    task.onProgressUpdate(lambda res: heard.append(milestones.news(Trace.of(task))))
    task.wait(SECONDS)
    heard.append(milestones.news(Trace.of(task)))
    said = [text.removeprefix("照片: 1.png: ") for text in heard if text]
    assert len(said) == len(set(said)) <= 6
    assert said[-1] == "Done: HTTP 200"
