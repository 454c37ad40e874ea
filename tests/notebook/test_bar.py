"""The widget, without a browser: what it holds, and what it sends."""

from html.parser import HTMLParser
from types import SimpleNamespace

import ipywidgets
import pytest

from wxlab.notebook import bar as module
from wxlab.notebook import charts, front_end
from wxlab.notebook.bar import Bar
from wxlab.notebook.voice import Voice

SECRET = "<img src=x onerror=alert(1)>"


class Html(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def shown(monkeypatch):
    """Bars in this test stand in a notebook."""
    monkeypatch.setattr(front_end, "get_ipython", lambda: SimpleNamespace(kernel=object()))


@pytest.fixture
def at_once(monkeypatch):
    """Every mark is drawn at once; one that is made by a drawing is for later."""
    drawing = []

    def mark(draw):
        if not drawing:
            drawing.append(draw)
            draw()
            drawing.clear()

    monkeypatch.setattr(module, "REDRAW", SimpleNamespace(mark=mark))


def parts(view, kind):
    """All widgets of a kind below a view, in order."""
    found = [view] if isinstance(view, kind) else []
    for child in getattr(view, "children", ()):
        found += parts(child, kind)
    return found


def html(view):
    return Html("".join(each.value for each in parts(view, ipywidgets.HTML)))


@pytest.mark.usefixtures("at_once")
def test_the_bar_and_the_words_follow_the_task(upload):
    view = Bar(upload, "en")
    (progress,) = parts(view, ipywidgets.IntProgress)
    assert (progress.value, progress.description) == (0, "Upload")
    upload.state = "sending"
    upload.progress(42, 840, 2000)
    assert progress.value == 42
    assert html(view).words[:2] == ["Sending", "42 %, 840 of 2,000 bytes"]


@pytest.mark.usefixtures("at_once")
def test_the_numbers_are_a_progress_bar_to_a_screen_reader(upload):
    view = Bar(upload, "en")
    upload.progress(42, 840, 2000)
    (numbers,) = (found for _, found in html(view).tags if found.get("role") == "progressbar")
    assert numbers["aria-valuenow"] == "42"
    assert numbers["aria-valuetext"] == "42 %, 840 of 2,000 bytes"
    assert numbers["aria-label"] == "Upload"


@pytest.mark.usefixtures("at_once")
def test_the_quarters_and_the_end_are_said_aloud_and_nothing_between(upload):
    view = Bar(upload, "en")
    (voice,) = parts(view, Voice)
    said = [voice.said]
    voice.observe(lambda change: said.append(change["new"]), "said")
    upload.state = "sending"
    for percent in range(101):
        upload.progress(percent, percent, 100)
    assert not voice.over
    upload.end("done", statusCode=200, errMsg="uploadFile:ok")
    assert voice.over
    assert [text.rpartition(": ")[2] for text in said] == [
        *("Queued", "0 %", "25 %", "50 %", "75 %", "100 %"),
        "HTTP 200",
    ]


@pytest.mark.usefixtures("at_once")
def test_the_waterfall_of_the_transfer_is_drawn_and_told(upload):
    view = Bar(upload, "zh")
    assert "瀑布图: " in html(view).words
    assert any(word.startswith("排队") for word in html(view).words)


@pytest.mark.usefixtures("at_once")
def test_a_bar_that_was_closed_follows_nobody(upload):
    Bar(upload, "en").close()
    assert upload.watchers == []


@pytest.mark.usefixtures("at_once")
def test_an_unknown_total_shows_stripes_and_no_percent(download):
    view = Bar(download, "en")
    (progress,) = parts(view, ipywidgets.IntProgress)
    download.progress(0, 1234, -1)
    assert "wxlab-unknown" in progress._dom_classes
    assert not any("aria-valuenow" in attributes for _, attributes in html(view).tags)
    assert "1,234 bytes so far, total unknown" in html(view).words
    download.progress(100, 5000, 5000)
    assert "wxlab-unknown" not in progress._dom_classes
    assert progress.value == 100


@pytest.mark.usefixtures("at_once")
def test_the_abort_button_aborts_and_is_off_after_the_end(upload):
    view = Bar(upload, "en")
    (button,) = parts(view, ipywidgets.Button)
    assert not button.disabled
    button.click()
    assert upload.aborted == 1
    upload.end("failed", errMsg="uploadFile:fail abort")
    assert button.disabled
    assert "Failed: uploadFile:fail abort" in html(view).words


@pytest.mark.usefixtures("at_once")
def test_after_the_end_nobody_observes_any_more(upload):
    Bar(upload, "en")
    assert len(upload.watchers) == 1
    upload.end("done", statusCode=200, errMsg="uploadFile:ok")
    assert upload.watchers == []


def test_a_task_that_is_over_shows_its_end_at_once(upload):
    upload.end("done", statusCode=200, errMsg="uploadFile:ok")
    assert "Done: HTTP 200" in html(Bar(upload, "en")).words
    assert upload.watchers == []


@pytest.mark.usefixtures("at_once")
def test_nothing_is_sent_when_nothing_changed(upload, monkeypatch):
    for each in (module, charts):  # time does not pass
        monkeypatch.setattr(each, "moment", lambda: 100_500_000)
    view = Bar(upload, "en")
    upload.progress(42, 840, 2000)
    sent = []
    for widget in parts(view, ipywidgets.Widget):
        widget.observe(sent.append)
    upload.progress(42, 840, 2000)
    assert sent == []
    upload.progress(43, 860, 2000)
    assert {change["name"] for change in sent} == {"value"}


@pytest.mark.usefixtures("at_once")
def test_headers_stand_in_a_real_table_and_are_text(upload):
    view = Bar(upload, "en")
    upload.tell("headers", time=101.5, header={"X-Trick": SECRET})
    seen = html(view)
    assert "Response headers, 1.50 s after the start" in seen.words
    assert {"X-Trick", SECRET} <= set(seen.words)
    assert [tag for tag, _ in seen.tags].count("table") == 1
    assert {attributes.get("scope") for tag, attributes in seen.tags if tag == "th"} == {
        "col",
        "row",
    }
    assert "img" not in [tag for tag, _ in seen.tags]


@pytest.mark.usefixtures("at_once")
def test_an_error_text_is_text(upload):
    view = Bar(upload, "en")
    upload.end("failed", errMsg=f"uploadFile:fail file not found: {SECRET}")
    assert f"Failed: uploadFile:fail file not found: {SECRET}" in html(view).words
    assert "img" not in [tag for tag, _ in html(view).tags]


@pytest.mark.usefixtures("at_once", "shown")
def test_what_a_notebook_stores_does_not_depend_on_the_moment(upload):
    view = Bar(upload, "en")
    before = view._repr_mimebundle_()
    upload.end("done", statusCode=200, errMsg="uploadFile:ok")
    assert view._repr_mimebundle_() == before
    assert before["text/plain"] == repr(view) == "<watch UploadTask>"
    assert before["text/html"].startswith("<p>")
    assert "application/vnd.jupyter.widget-view+json" in before


@pytest.mark.usefixtures("at_once")
def test_a_terminal_shows_the_words(upload):
    view = Bar(upload, "zh")
    upload.progress(42, 840, 2000)
    assert str(view) == "排队中 (42 %，840 / 2,000 字节)"
    assert repr(view) == f"<watch UploadTask: {view}>"
    assert view._repr_mimebundle_() == {"text/plain": str(view)}
