"""The network panel without a browser: what a page says to it, and what it tells the page."""

import json
import threading
import time
from contextlib import suppress
from html.parser import HTMLParser
from types import SimpleNamespace

import anywidget
import pytest

import wxlab
from wxlab import Wx, WxError, panel
from wxlab.core.phases import KINDS
from wxlab.notebook import panel as module
from wxlab.notebook.ledger import MAX_LINES
from wxlab.notebook.panel_words import LABELS

SECONDS = 20
SECRET = "<img src=x onerror=alert(1)>"


@pytest.fixture
def marks(monkeypatch):
    """Drawings that were asked for; nothing is drawn before the test does it."""
    made = []
    monkeypatch.setattr(module, "REDRAW", SimpleNamespace(mark=made.append))
    return made


class Page:
    """What one view in a page says to a panel, and all that the panel sends."""

    def __init__(self, shown, view="1"):
        self.shown = shown
        self.view = view
        self.sent = []
        shown.send = self._receive

    def _receive(self, message):
        assert json.loads(json.dumps(message)).keys() == message.keys()
        assert abs(message["now"] - time.time() * 1000) < 60_000
        self.sent.append(message)

    def say(self, kind, **more):
        """Say something; what was sent meanwhile."""
        return self.hear({"kind": kind, "view": self.view, **more})

    def hear(self, said):
        begin = len(self.sent)
        self.shown._heard(self.shown, said, [])
        return self.sent[begin:]

    def draw(self):
        """Draw once; what was sent meanwhile."""
        begin = len(self.sent)
        self.shown.draw()
        return self.sent[begin:]

    def kinds(self):
        return [message["kind"] for message in self.sent]


@pytest.fixture
def page(wx, marks):
    return Page(panel(wx))


def ended(task):
    with suppress(WxError):
        task.wait(SECONDS)
    return task


def begun(task):
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


def refused(wx, count=1):
    """Calls that are over at once, without a network."""
    return [ended(task) for task in [wx.downloadFile() for _ in range(count)]]


def held(wx, server, count=1):
    """A download that the server holds, and that knows it."""
    task = begun(wx.downloadFile(url=server.url("/stall")))
    server.wait_for(count, "/stall", "held")
    until(lambda: task.state == "waiting")
    return task


def until(holds):
    """Look again and again, for as long as a test may take."""
    end, pause = time.monotonic() + SECONDS, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.005)


def ids(message):
    return [row["id"] for row in message["rows"]]


# -- hello and goodbye ---------------------------------------------------------------------------


def test_a_page_that_says_hello_is_told_everything(wx, page):
    kept = refused(wx, 3)
    (message,) = page.say("hello")
    assert (message["kind"], ids(message), message["left"]) == ("rows", [1, 2, 3], [])
    assert [row["name"] for row in message["rows"]] == ["downloadFile"] * 3
    assert len(kept) == 3


def test_messages_of_a_page_arrive_the_way_ipywidgets_hands_them_on(wx, page):
    kept = refused(wx)
    page.shown._handle_custom_msg({"kind": "hello", "view": "1"}, [])
    assert page.kinds() == ["rows"]
    assert len(kept) == 1


def test_nothing_is_sent_while_no_page_shows_it(wx, server, page, marks):
    task = held(wx, server)
    kept = refused(wx, 2)
    page.draw()
    task.abort()
    ended(task)
    page.draw()
    assert page.sent == []
    assert set(marks) == {page.shown.draw}
    assert len(kept) == 2


def test_after_goodbye_nothing_is_sent_any_more(wx, page):
    page.say("hello")
    page.say("goodbye")
    kept = refused(wx)
    assert page.draw() == []
    page.say("goodbye")
    page.say("hello")
    assert len(page.sent[-1]["rows"]) == len(kept)


def test_the_panel_goes_on_for_a_page_that_stays_when_another_leaves(wx, page):
    page.say("hello")
    page.hear({"kind": "hello", "view": "2"})
    page.hear({"kind": "goodbye", "view": "2"})
    kept = refused(wx)
    assert ids(page.draw()[0]) == [1]
    assert len(kept) == 1


# -- what changes is drawn -----------------------------------------------------------------------


def test_a_call_and_every_change_ask_for_a_drawing(wx, server, page, marks):
    page.say("hello")
    marks.clear()
    task = wx.downloadFile(url=server.url("/file/10"))
    assert marks == [page.shown.draw]
    page.draw()
    marks.clear()
    ended(task)
    until(lambda: len(marks) >= 3)
    assert set(marks) == {page.shown.draw}


def test_only_what_has_changed_is_sent_and_all_of_it_in_one_message(wx, page):
    page.say("hello")
    tasks = refused(wx, 4)
    rows, news = page.draw()
    assert (rows["kind"], ids(rows)) == ("rows", [1, 2, 3, 4])
    assert (news["kind"], news["text"].count("Failed: ")) == ("news", 4)
    assert page.draw() == []
    tasks += refused(wx, 1)
    assert [ids(message) for message in page.draw() if message["kind"] == "rows"] == [[5]]


def test_while_something_runs_it_is_drawn_again_and_again_and_then_no_more(wx, server, page, marks):
    page.say("hello")
    task = held(wx, server)
    page.draw()
    marks.clear()
    assert page.draw() == []
    assert marks == [page.shown.draw]
    task.abort()
    ended(task)
    until(lambda: page.draw() == [])
    marks.clear()
    page.draw()
    assert marks == []


def test_what_was_only_just_taken_in_is_drawn_again(wx, server, page, marks):
    page.say("hello")
    held(wx, server)
    marks.clear()  # it will tell nothing more of its own accord
    assert page.draw() != []
    assert marks == [page.shown.draw] * len(marks)
    assert marks


def test_a_drawing_in_time_tells_what_is_said_aloud(wx, server, page):
    page.say("hello")
    task = wx.downloadFile(url=server.url("/file/10"))
    assert [message.get("text") for message in page.draw()] == [None, "10: Queued"]
    ended(task)
    until(lambda: page.draw() == [])
    assert page.sent[-1]["text"] == "10: Done: HTTP 200"


# -- abort, clear --------------------------------------------------------------------------------


def test_a_page_may_abort_a_transfer(wx, server, page):
    one, other = held(wx, server), held(wx, server, 2)
    page.say("hello")
    assert page.say("abort", id=1) == []
    assert ended(one).result.errMsg == "downloadFile:fail abort"
    assert other.state == "waiting"
    page.say("abort", id=1)


def test_a_page_may_clear_what_is_over(wx, server, page):
    running = held(wx, server)
    kept = refused(wx, 2)
    page.say("hello")
    (message,) = page.say("clear")
    assert (message["kind"], message["rows"], message["left"]) == ("rows", [], [2, 3])
    assert page.draw() == []
    (message,) = page.say("hello")
    assert ids(message) == [1]
    page.say("abort", id=2)
    assert running.state == "waiting"
    assert len(kept) == 2


# -- details -------------------------------------------------------------------------------------


def test_details_go_to_the_view_that_asked(wx, page):
    kept = refused(wx, 2)
    page.say("hello")
    (message,) = page.say("details", id=2)
    assert (message["kind"], message["view"], message["id"]) == ("details", "1", 2)
    assert [key for key, _, _ in message["panes"]] == [
        *("general", "request", "response", "form", "wire", "timing", "callbacks"),
    ]
    assert all(title and html.startswith("<") for _, title, html in message["panes"])
    assert len(kept) == 2


def details_of(messages):
    return [(each["view"], each["id"]) for each in messages if each["kind"] == "details"]


def test_details_follow_their_transfer(wx, server, page):
    one, other = held(wx, server), held(wx, server, 2)
    page.say("hello")
    page.hear({"kind": "hello", "view": "2"})
    page.say("details", id=1)
    page.hear({"kind": "details", "view": "2", "id": 2})
    for task in (one, other):
        task.abort()
        ended(task)
    until(lambda: not any(line["stage"] == "running" for line in seen_rows(page)))
    page.draw()
    last = {}
    for message in page.sent:
        if message["kind"] == "details":
            last[message["view"]] = message
    assert {view: message["id"] for view, message in last.items()} == {"1": 1, "2": 2}
    assert all("fail abort" in message["panes"][0][2] for message in last.values())


def seen_rows(page):
    """The rows that a page shows after one more drawing."""
    page.draw()
    return rows_of(page)


def rows_of(page):
    """The rows that a page shows now."""
    shown = {}
    for message in page.sent:
        if message["kind"] == "rows":
            shown |= {row["id"]: row for row in message["rows"]}
            for number in message["left"]:
                shown.pop(number, None)
    return [*shown.values()]


def test_who_has_closed_the_details_hears_no_more_of_them(wx, server, page):
    task = held(wx, server)
    page.say("hello")
    page.say("details", id=1)
    assert page.say("details", id=None) == []
    task.abort()
    ended(task)
    until(lambda: seen_rows(page)[0]["stage"] == "failed")
    assert len(details_of(page.sent)) == 1


def test_details_of_a_transfer_under_way_are_told_now_and_then(wx, server, page):
    assert 0.5 <= module.DETAILS_EVERY <= 5
    held(wx, server)
    page.say("hello")
    page.say("details", id=1)
    for _ in range(50):
        page.draw()
    assert len(details_of(page.sent)) == 1  # its row stayed the same


def test_details_of_what_has_ended_are_told_while_others_run(wx, server, page, monkeypatch):
    running, ending = held(wx, server), held(wx, server, 2)
    page.say("hello")
    page.say("details", id=2)
    page.draw()
    monkeypatch.setattr(module, "DETAILS_EVERY", 1_000_000)
    ending.abort()
    ended(ending)
    until(lambda: seen_rows(page)[1]["stage"] == "failed")
    until(lambda: page.draw() == [])
    monkeypatch.setattr(module, "DETAILS_EVERY", 0)
    page.draw()
    assert running.state == "waiting"
    panes = [message["panes"] for message in page.sent if message["kind"] == "details"][-1]
    assert "fail abort" in panes[0][2]


# -- copies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("javascript", "wx.downloadFile({\n"),
        ("python", "from wxlab import wx\n"),
        ("curl", "curl -q"),
        ("har", "{\n"),
    ],
)
def test_a_page_may_copy_a_call(wx, server, page, form, beginning):
    task = ended(wx.downloadFile(url=server.url("/file/10")))
    page.say("hello")
    (message,) = page.say("copy", id=1, form=form)
    assert (message["kind"], message["view"]) == ("copied", "1")
    assert message["text"].startswith(beginning)
    assert server.url("/file/10") in message["text"]
    assert task.state == "done"


def test_a_page_may_copy_all_of_them_as_har(wx, server, page):
    tasks = [ended(wx.downloadFile(url=server.url(f"/file/{size}"))) for size in (1, 2)]
    page.say("hello")
    (message,) = page.say("copy", id=None, form="har")
    entries = json.loads(message["text"])["log"]["entries"]
    assert [each["request"]["url"] for each in entries] == [
        server.url("/file/1"),
        server.url("/file/2"),
    ]
    assert len(tasks) == 2


@pytest.mark.parametrize("more", [{"id": 9, "form": "curl"}, {"id": 1, "form": "x"}, {"id": 1}])
def test_of_nothing_to_copy_the_copy_is_empty(wx, page, more):
    kept = refused(wx)
    page.say("hello")
    assert [message["text"] for message in page.say("copy", **more)] == [""]
    assert len(kept) == 1


# -- nonsense ------------------------------------------------------------------------------------

NONSENSE = [
    {},
    {"kind": None},
    {"kind": "shout"},
    {"kind": ["hello"]},
    {"kind": {}},
    {"kind": "abort"},
    {"kind": "details"},
    *({"kind": kind, "id": wrong, "view": "1"}
      for kind in ("abort", "details", "copy")
      for wrong in (99, -1, 0, "1", 1.5, [1], {"a": 1}, 10**30)),
    {"kind": "copy", "view": {}, "id": 1, "form": ["curl"]},
    {"kind": "copy", "id": 1, "form": {}},
    {"kind": "hello", "view": ["a"]},
    {"kind": "goodbye", "view": 7},
    {"kind": "clear", "id": "all"},
    [],
    ["kind", "hello"],
    "hello",
    None,
    7,
]  # fmt: skip


@pytest.mark.parametrize("said", NONSENSE, ids=str)
def test_nonsense_harms_nothing(wx, server, page, said):
    task = held(wx, server)
    page.say("hello")
    page.hear(said)
    page.draw()
    assert task.state == "waiting"
    assert len(seen_rows(page)) == 1
    page.say("abort", id=1)
    assert ended(task).state == "failed"


# -- many transfers, many views ------------------------------------------------------------------


def shown_at_last(page, marks):
    """The rows that a page shows when nobody asks for a drawing any more."""
    while marks:
        marks.clear()
        page.draw()
    return [row["id"] for row in rows_of(page)]


def test_of_many_transfers_made_before_the_newest_are_shown(wx, marks):
    tasks = refused(wx, 5 * MAX_LINES + 7)
    page = Page(panel(wx))
    page.say("hello")
    newest = len(tasks)
    assert shown_at_last(page, marks) == [*range(newest - MAX_LINES + 1, newest + 1)]


def test_who_leaves_leaves_every_page_even_when_another_page_opens(wx, marks, page):
    kept = refused(wx, MAX_LINES)
    page.say("hello")
    kept += refused(wx, 5)
    page.hear({"kind": "hello", "view": "2"})
    assert len(shown_at_last(page, marks)) == MAX_LINES
    assert len(kept) == MAX_LINES + 5


def test_two_panels_on_one_mini_program_do_not_disturb_each_other(wx, server, marks):
    one, other = Page(panel(wx)), Page(panel(wx, "zh"))
    task = held(wx, server)
    kept = refused(wx)
    for page, queued in ((one, "Failed"), (other, "失败")):
        (message,) = page.say("hello")
        assert ids(message) == [1, 2]
        assert message["rows"][1]["state"].startswith(queued)
    one.say("clear")
    assert [row["id"] for row in seen_rows(one)] == [1]
    assert [row["id"] for row in seen_rows(other)] == [1, 2]
    other.say("abort", id=1)
    ended(task)
    for page in (one, other):
        until(lambda page=page: seen_rows(page)[0]["stage"] == "failed")
    assert len(kept) == 1


def test_rows_go_out_in_order_while_pages_come_and_draw(wx, server, page):
    over = threading.Event()

    def draw():
        while not over.is_set():
            page.shown.draw()

    def say_hello():
        while not over.is_set():
            page.shown._heard(page.shown, {"kind": "hello", "view": "2"}, [])

    page.say("hello")
    threads = [threading.Thread(target=target) for target in (draw, draw, say_hello)]
    for thread in threads:
        thread.start()
    paths = ["/file/500000", "/file/300000", *["/slow/5"] * 4]
    tasks = [ended(task) for task in [wx.downloadFile(url=server.url(path)) for path in paths]]
    over.set()
    for thread in threads:
        thread.join(SECONDS)
    assert all(row["stage"] == "done" for row in seen_rows(page))
    told = [row for each in page.sent if each["kind"] == "rows" for row in each["rows"]]
    for number in range(1, len(tasks) + 1):
        rows = [row for row in told if row["id"] == number]
        for ages in ([row["stage"] == "done" for row in rows], [row["percent"] for row in rows]):
            assert ages == sorted(ages)


def test_a_panel_that_was_closed_follows_nobody(wx, server, page, marks):
    task = held(wx, server)
    page.say("hello")
    page.draw()
    page.shown.close()
    marks.clear()
    kept = refused(wx)
    task.abort()
    ended(task)
    assert marks == []
    assert len(kept) == 1


# -- what a notebook keeps of it -----------------------------------------------------------------


class Html(HTMLParser):
    """Tags, and the texts of cells and paragraphs."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def bundle_of(shown):
    made = shown._repr_mimebundle_()
    data = made[0] if isinstance(made, tuple) else made
    assert data["text/plain"] == "<network panel>"
    return Html(data["text/html"])


@pytest.mark.parametrize("lang", LABELS)
def test_where_it_cannot_run_a_table_tells_what_there_was(wx, server, marks, tmp_path, lang):
    path = tmp_path / f"图{SECRET}.png".replace("/", "")
    path.write_bytes(b"x")
    upload = ended(wx.uploadFile(url=server.url("/upload"), filePath=path, name="file"))
    others = [ended(wx.downloadFile(url=server.url("/status/404"))), *refused(wx)]
    shown = panel(wx, lang)
    seen = bundle_of(shown)
    assert seen.text.startswith(LABELS[lang]["not shown"])
    assert {"table", "caption", "th", "td"} <= set(seen.tags)
    assert "img" not in seen.tags
    for words in (path.name, "HTTP 200", "404", "downloadFile:fail parameter error"):
        assert words in seen.text
    assert upload.state == others[0].state == "done"


@pytest.mark.parametrize("lang", LABELS)
def test_of_a_panel_without_transfers_the_table_says_so(wx, marks, lang):
    assert LABELS[lang]["nothing"] in bundle_of(panel(wx, lang)).text


def test_its_text_is_the_same_at_any_moment(wx, page):
    before = repr(page.shown)
    kept = refused(wx)
    assert repr(page.shown) == before == "<network panel>"
    assert len(kept) == 1


@pytest.mark.parametrize("lang", LABELS)
def test_a_page_has_the_words_the_letters_and_the_colours(wx, marks, lang):
    shown = panel(wx, lang)
    assert isinstance(shown, anywidget.AnyWidget)
    state = shown.get_state(["labels", "phases", "lang"])
    assert (state["labels"], state["lang"]) == (LABELS[lang], lang)
    assert [kind for kind, *_ in state["phases"]] == list(KINDS)
    assert all(
        len(letter) == 1 and ground.startswith("#") and words
        for _, letter, ground, words in state["phases"]
    )


def test_its_page_asks_nothing_of_any_server(wx, marks):
    shown = panel(wx)
    assert "://" not in shown._esm + shown._css
    assert "export default" in shown._esm


# -- how it is made ------------------------------------------------------------------------------


def test_without_a_mini_program_it_is_the_ready_made_one(marks):
    (task,) = refused(wxlab.wx)
    for shown in (panel(), panel(None)):
        page = Page(shown)
        (message,) = page.say("hello")
        assert message["rows"][-1]["state"] == f"Failed: {task.result.errMsg}"


@pytest.mark.parametrize("wrong", ["x", 7, object(), Wx, {}])
def test_what_is_no_mini_program_is_refused_with_a_remedy(wrong):
    with pytest.raises(TypeError, match=rf"got {type(wrong).__name__}; pass wxlab\.wx or what Wx"):
        panel(wrong)


def test_a_task_is_refused_and_watch_is_named(wx):
    (task,) = refused(wx)
    with pytest.raises(TypeError, match=r"for one task use watch\(\)"):
        panel(task)


@pytest.mark.parametrize("lang", ["fr", "", None])
def test_another_language_is_refused_naming_the_choices(wx, lang):
    with pytest.raises(ValueError, match="'en', 'zh'"):
        panel(wx, lang)


def test_what_utf_8_cannot_carry_hides_no_row(wx, server, page):
    bad = ended(wx.downloadFile(url="http://127.0.0.1:1/\ud800.png"))
    good = ended(wx.downloadFile(url=server.url("/file/10")))
    page.say("hello")
    page.say("details", id=1)
    page.say("copy", id=1, form="curl")
    json.dumps(page.sent, ensure_ascii=False).encode()
    assert len(seen_rows(page)) == 2
    assert bad.result is not None
    assert good.result is not None


def test_the_callbacks_of_a_slow_ending_are_all_told(wx, server, page):
    go_on = threading.Event()
    task = wx.downloadFile(url=server.url("/file/10"), complete=lambda res: go_on.wait(SECONDS))
    page.say("hello")
    begun(task)
    until(lambda: task.result is not None)
    page.draw()
    page.say("details", id=1)
    go_on.set()
    ended(task)
    page.draw()
    panes = [message["panes"] for message in page.sent if message["kind"] == "details"][-1]
    assert "complete" in panes[-1][2]
