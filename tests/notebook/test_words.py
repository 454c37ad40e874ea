"""What a view says about a task."""

import string

import pytest

from wxlab.api.trace import Trace
from wxlab.core.lifecycle import State
from wxlab.notebook.panel_words import LABELS
from wxlab.notebook.picture import picture as picture_of
from wxlab.notebook.words import WORDS


def picture(task, lang):
    return picture_of(Trace.of(task), lang)


def test_both_languages_have_the_same_phrases_with_the_same_blanks():
    def blanks(phrase):
        return sorted(name for _, name, _, _ in string.Formatter().parse(phrase) if name)

    assert LABELS["en"].keys() == LABELS["zh"].keys()
    for key, phrase in LABELS["en"].items():
        assert blanks(phrase) == blanks(LABELS["zh"][key])


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("state", State)
def test_every_state_has_words(lang, state):
    assert WORDS[lang][state]


@pytest.mark.parametrize(
    ("state", "told", "percent", "text"),
    [
        ("queued", None, 0, "Queued (no progress reported)"),
        ("sending", (42, 840, 2000), 42, "Sending (42 %, 840 of 2,000 bytes)"),
        (
            "waiting",
            (100, 2000, 2000),
            100,
            "Waiting: everything is handed to the network, no answer yet"
            " (100 %, 2,000 of 2,000 bytes)",
        ),
        (
            "receiving",
            (0, 1234, -1),
            None,
            "Receiving the answer (1,234 bytes so far, total unknown)",
        ),
    ],
)
def test_a_task_under_way_in_words(upload, state, told, percent, text):
    upload.state = state
    if told:
        upload.progress(*told)
    now = picture(upload, "en")
    assert (now.percent, str(now)) == (percent, text)
    assert now.stoppable
    assert not now.over


@pytest.mark.parametrize(
    ("state", "res", "mood", "text"),
    [
        ("done", {"statusCode": 200, "errMsg": "uploadFile:ok"}, "success", "Done: HTTP 200"),
        ("done", {"statusCode": 404, "errMsg": "uploadFile:ok"}, "warning", "Done: HTTP 404"),
        ("failed", {"errMsg": "uploadFile:fail abort"}, "danger", "Failed: uploadFile:fail abort"),
    ],
)
def test_an_ending_says_how(upload, state, res, mood, text):
    upload.end(state, **res)
    now = picture(upload, "en")
    assert (now.state, now.mood, now.stoppable, now.over) == (text, mood, False, True)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Nobody listens at that host and port."), ("zh", "怎么办")],
)
def test_a_failure_is_explained_from_the_catalogue(upload, lang, words):
    upload.end("failed", errMsg="uploadFile:fail -102:net::ERR_CONNECTION_REFUSED", errno=600001)
    assert words in picture(upload, lang).why
    assert words in str(picture(upload, lang))


def test_a_failure_that_nobody_knows_is_still_shown(upload):
    upload.end("failed", errMsg="something else")
    now = picture(upload, "en")
    assert (now.state, now.why) == ("Failed: something else", "")


def test_a_status_of_refusal_is_success_and_says_so(upload):
    upload.end("done", statusCode=500, errMsg="uploadFile:ok")
    assert "counts as success" in picture(upload, "en").why


def test_headers_are_shown_with_their_moment_since_the_start(upload):
    upload.tell("started", time=105.0)
    upload.tell("headers", time=106.25, header={"Server": "x", "Content-Length": "3"})
    now = picture(upload, "en")
    assert now.headers_title == "Response headers, 1.25 s after the start"
    assert now.headers == (("Server", "x"), ("Content-Length", "3"))
    assert str(now).endswith("after the start:\n  Server: x\n  Content-Length: 3")


def test_a_download_reads_like_an_upload(download):
    download.state = "receiving"
    download.progress(50, 5, 10)
    assert picture(download, "zh").numbers == "50 %，5 / 10 字节"
