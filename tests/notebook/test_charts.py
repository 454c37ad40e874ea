"""``waterfall`` and ``concurrency``: as text, and as tables that survive everywhere."""

import re
import threading
import time
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from wxlab import Wx, WxError, concurrency, practice, waterfall
from wxlab.api.trace import Trace
from wxlab.core.view import columns_of
from wxlab.notebook.words import WORDS

SECONDS = 20
SECRET = "<img src=x onerror=alert(1)>&amp;'\""
ALLOWED = {
    "table": {"lang"},
    "caption": {"style"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "style"},
    "td": {"style", "colspan"},
    "code": {"aria-hidden"},
    "span": {"style"},
    "p": {"lang"},
    "small": set(),
}
"""What a chart is made of; all of it survives a notebook that is not trusted."""


class Html(HTMLParser):
    """A chart's HTML; every tag is one that is allowed, and is closed."""

    def __init__(self, chart):
        super().__init__()
        self.heads, self.rows = {"col": [], "row": [], "rowgroup": []}, []
        self.caption, self.text = None, ""
        self._open = []
        self.feed(chart._repr_html_())
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        assert {name for name, _ in attrs} <= ALLOWED[tag], tag
        self._open.append((tag, dict(attrs), len(self.text)))
        if tag == "tr":
            self.rows.append([])

    def handle_endtag(self, tag):
        name, attrs, at = self._open.pop()
        assert name == tag
        text = self.text[at:]
        if tag == "caption":
            assert self.caption is None
            self.caption = text
        if tag == "th":
            self.heads[attrs["scope"]].append(text)
        if tag in ("th", "td"):
            self.rows[-1].append(text)

    def handle_data(self, data):
        self.text += data


def ended(*tasks):
    for task in tasks:
        with suppress(WxError):
            task.wait(SECONDS)
    return tasks


def begun(task):
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


def until(holds):
    """Look again and again, for as long as a test may take."""
    end, pause = time.monotonic() + SECONDS, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.005)


def waiting_for(server, task):
    """The task, when its request has arrived whole and it knows that itself."""
    server.wait_for(1, "/stall", "held")
    until(lambda: task.state == "waiting" and Trace.of(task).phases[-1].kind == "wait")
    return task


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "照片.png"
    path.write_bytes(bytes(100_000))
    return path


def bars(chart):
    return [line.cells[0].bar for line in chart.lines]


# -- the waterfall -------------------------------------------------------------------------------


def test_one_task_is_one_line_in_text_and_in_a_table(wx, server, photo):
    task = wx.uploadFile(url=server.url("/slow/30"), filePath=photo, name="file")
    ended(task)
    chart = waterfall(task)
    (line,) = chart.lines
    caption, row, legend = repr(chart).splitlines()
    assert re.fullmatch(r"Waterfall, [\d,.]+ ms from left to right", caption)
    assert row.startswith("照片.png: Done: HTTP 200  ")
    assert line.cells[0].bar in row
    assert re.search(r"waiting [\d.]+ ms", row)
    assert legend == chart.legend
    seen = Html(chart)
    assert seen.caption == caption
    assert seen.heads == {
        "col": list(chart.heads),
        "row": [],
        "rowgroup": ["照片.png: Done: HTTP 200"],
    }
    assert seen.rows[1:] == [[line.head], [str(line.cells[0])]]  # the bar below has all the width
    assert seen.text.endswith(legend)


@pytest.mark.parametrize("width", [1, 10, 40, 100])
def test_a_bar_has_as_many_letters_as_asked_for(wx, server, width):
    (task,) = ended(wx.downloadFile(url=server.url("/slow/100")))
    (bar,) = bars(waterfall(task, width=width))
    seen = Trace.of(task)
    waited = sum(each.end - each.start for each in seen.phases if each.kind == "wait")
    assert len(bar) == width
    # In the first and in the last share of it, another phase may have taken longer.
    assert abs(bar.count("w") - waited * width / (seen.ended - seen.began)) < 2


def test_all_tasks_share_one_scale(wx, server):
    tasks = [ended(wx.downloadFile(url=server.url("/slow/100")))[0] for _ in range(3)]
    first, second, third = bars(waterfall(tasks))
    assert first[0] != "·"
    assert first[-1] == third[0] == "·"
    assert second[0] == second[-1] == "·"
    assert "w" in third
    # Where one ends and the next begins, a letter of each may fall into the same share of time.
    shared = [three for three in zip(first, second, third, strict=True) if three.count("·") < 2]
    assert len(shared) <= 2


def test_a_transfer_under_way_is_shown_up_to_now(wx, server, photo):
    task = begun(wx.uploadFile(url=server.url("/stall"), filePath=photo, name="file"))
    (line,) = waterfall(waiting_for(server, task)).lines
    assert line.head == f"照片.png: {WORDS['en']['server working']}"
    assert re.search(r"waiting [\d.,]+ ms so far$", line.cells[0].words)
    until(lambda: bars(waterfall(task))[0].endswith("w"))


def test_every_kind_of_ending_has_its_line(single, server):
    running = begun(single.downloadFile(url=server.url("/stall")))
    queued, aborted = (single.downloadFile(url=server.url("/stall")) for _ in range(2))
    refused = single.uploadFile()
    waiting_for(server, running)
    begun(aborted).abort()
    ended(aborted, refused)
    heads = [line.head for line in waterfall([running, queued, aborted, refused]).lines]
    assert heads[:3] == [
        f"stall: {WORDS['en']['server working']}",
        "stall: Queued",
        "stall: Failed: downloadFile:fail abort",
    ]
    assert heads[3].startswith("uploadFile: Failed: uploadFile:fail parameter error")
    assert bars(waterfall(queued, width=40)) == ["q" * 40]


@pytest.fixture
def single():
    """A mini-program that does one thing at a time."""
    with Wx(max_concurrency=1) as made:
        yield made


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("draw", [waterfall, concurrency])
def test_of_no_task_there_is_an_empty_table_that_says_so(draw, lang):
    chart = draw([], lang)
    nothing = WORDS[lang]["nothing"]
    assert repr(chart) == f"{chart.caption}\n{nothing}"
    seen = Html(chart)
    assert seen.rows == [list(chart.heads), [nothing]]
    assert f'colspan="{len(chart.heads)}"' in chart._repr_html_()


def test_a_chart_in_chinese(wx, server, photo):
    (task,) = ended(wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file"))
    for draw in (waterfall, concurrency):
        chart = draw([task], "zh")
        words = repr(chart) + chart._repr_html_()
        assert 'lang="zh"' in words
        assert not re.search("phase|running|queued|waiting|ms|from", words)
    assert "照片.png: 完成：HTTP 200" in repr(waterfall(task, "zh"))


def test_columns_stand_below_each_other_whatever_the_names(wx, server, tmp_path):
    tasks = []
    for name in ("a.png", "图片图片.png"):
        (tmp_path / name).write_bytes(b"x")
        tasks.append(
            wx.uploadFile(url=server.url("/upload"), filePath=tmp_path / name, name="file")
        )
    chart = waterfall(ended(*tasks))
    _, one, other, _ = repr(chart).splitlines()
    begins = [
        columns_of(row[: row.index(bar)])
        for row, bar in zip((one, other), bars(chart), strict=True)
    ]
    assert begins == [30, 30]  # of the longer head, four characters take two columns
    assert one.startswith("a.png: Done: HTTP 200" + " " * 9)


def test_hostile_names_are_text(wx, server, tmp_path):
    path = tmp_path / SECRET
    path.write_bytes(b"x")
    tasks = ended(
        wx.uploadFile(url=server.url("/upload"), filePath=path, name="file"),
        wx.downloadFile(url=server.url("/" + quote(SECRET))),
        wx.downloadFile(url=SECRET),
        wx.uploadFile(url=server.url("/"), filePath=f"{tmp_path}/none/{SECRET}", name="file"),
    )
    seen = Html(waterfall(tasks))  # which allows no img
    heads = seen.heads["rowgroup"]
    assert all(head.startswith(f"{SECRET}: ") for head in heads)
    assert heads[3].endswith(SECRET)


# -- how many at a time --------------------------------------------------------------------------


def counts(chart):
    """For each line: uploads and downloads under way, and those waiting."""
    found = []
    for line in chart.lines:
        running, waiting = line.cells
        ups, downs = running.bar.count("U"), running.bar.count("D")
        assert running.bar == "U" * ups + "D" * downs
        assert waiting.bar == "q" * int(waiting.words)
        found.append((ups, downs, int(waiting.words)))
    return found


@pytest.fixture(scope="module")
def many():
    """25 downloads, of which ten run at a time."""
    with practice.serve() as server, Wx() as wx:
        yield ended(*[wx.downloadFile(url=server.url("/slow/60")) for _ in range(25)])


@pytest.mark.parametrize("steps", [1, 2, 12, 60])
def test_of_25_downloads_ten_run_at_a_time(many, steps):
    seen = counts(concurrency(many, steps=steps))
    assert len(seen) == steps
    assert max(downs for _, downs, _ in seen) == 10
    assert {ups for ups, _, _ in seen} == {0}


@pytest.mark.parametrize("steps", [1, 12, 60])
def test_of_25_downloads_15_wait_in_line(many, steps):
    waiting = [waiting for _, _, waiting in counts(concurrency(many, steps=steps))]
    assert max(waiting) == 15
    assert waiting[-1] == (0 if steps > 1 else 15)


def test_uploads_and_downloads_have_their_own_ten(wx, server, photo):
    tasks = []
    for _ in range(12):
        tasks.append(begun(wx.downloadFile(url=server.url("/stall"))))
        tasks.append(begun(wx.uploadFile(url=server.url("/stall"), filePath=photo, name="file")))
    server.wait_for(20, "/stall", "held")
    assert counts(concurrency(tasks))[-1] == (10, 10, 4)


def test_requests_are_a_kind_of_their_own(wx, server, photo):
    tasks = [begun(wx.downloadFile(url=server.url("/stall"))) for _ in range(2)]
    assert "R" not in concurrency(tasks).legend
    tasks += [begun(wx.request(url=server.url("/stall"))) for _ in range(11)]
    server.wait_for(12, "/stall", "held")
    for lang, legend in (("en", "R a request under way"), ("zh", "R 进行中的请求")):
        chart = concurrency(tasks, lang)
        assert str(chart.lines[-1].cells[0]) == "DD" + "R" * 10 + " 12"
        assert str(chart.lines[-1].cells[1]) == "q 1"
        assert legend in repr(chart)
    assert len(waterfall(tasks).lines) == 13


def test_each_line_is_its_share_of_the_time(many):
    chart = concurrency(many, steps=4)
    total = float(re.search(r"\d[\d,.]*", chart.caption)[0].replace(",", ""))
    starts = [float(line.head.replace(",", "")) for line in chart.lines]
    assert starts == pytest.approx([total * at / 4 for at in range(4)], abs=1)


def test_a_table_of_numbers_with_letters(many):
    chart = concurrency(many)
    seen = Html(chart)
    assert seen.heads["col"] == ["from ms", "running", "waiting in line"]
    assert seen.heads["row"] == [line.head for line in chart.lines]
    assert len(seen.rows) == 1 + len(chart.lines)
    # On which line ten run for the first time is up to the machine's speed.
    assert any("DDDDDDDDDD 10" in row for row in repr(chart).splitlines()[1:-1])


def test_what_ran_one_after_another_never_ran_at_the_same_time(wx, server, photo):
    upload = wx.uploadFile(url=server.url("/upload"), filePath=photo, name="file")
    ended(upload)
    (download,) = ended(wx.downloadFile(url=server.url("/file/10")))
    for steps in (1, 2, 12):
        lines = concurrency([upload, download], steps=steps).lines
        assert max(int(line.cells[0].words) for line in lines) == 1


def test_a_place_is_free_when_the_network_is_done_and_not_when_callbacks_are(single, server):
    """A callback that takes its time, of another task, delays the news of an abort."""
    busy, go_on = threading.Event(), threading.Event()

    def slow(res):
        busy.set()
        assert go_on.wait(SECONDS)

    with Wx() as other:
        first = other.downloadFile(url=server.url("/file/10"), success=slow)
        begun(first)
        assert busy.wait(SECONDS)
        aborted, following = (begun(single.downloadFile(url=server.url("/stall"))) for _ in "12")
        server.wait_for(1, "/stall", "held")
        aborted.abort()
        server.wait_for(2, "/stall", "arrived")
        go_on.set()
        following.abort()
        ended(first, aborted, following)
    seen = counts(concurrency([aborted, following], steps=1))
    assert [downs for _, downs, _ in seen] == [1]


def test_transfers_under_way_are_counted_up_to_now(single, server):
    tasks = [begun(single.downloadFile(url=server.url("/stall"))) for _ in range(3)]
    server.wait_for(1, "/stall", "held")
    assert counts(concurrency(tasks, steps=3))[-1] == (0, 1, 2)


def test_a_call_that_was_refused_neither_ran_nor_waited(wx):
    (refused,) = ended(wx.downloadFile())
    assert counts(concurrency([refused])) == [(0, 0, 0)] * 12


def test_many_in_line_do_not_widen_the_table(single, server):
    tasks = [begun(single.downloadFile(url=server.url("/stall"))) for _ in range(61)]
    server.wait_for(1, "/stall", "held")
    last = concurrency(tasks).lines[-1].cells[1]
    assert (last.bar, last.words) == ("q" * 40, "60")


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [waterfall, concurrency])
@pytest.mark.parametrize("wrong", ["task", {"a": 1}, 7, None, [1]])
def test_what_is_no_task_is_refused_with_a_remedy(draw, wrong):
    with pytest.raises(TypeError, match="is no task; hand over the tasks themselves, as wx"):
        draw(wrong)


@pytest.mark.parametrize("draw", [waterfall, concurrency])
@pytest.mark.parametrize("lang", ["fr", "", None])
def test_another_language_is_refused_naming_the_choices(draw, lang):
    with pytest.raises(ValueError, match="'en', 'zh'"):
        draw([], lang)


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "40", None])
def test_no_width_and_no_steps_are_refused_with_a_remedy(wrong):
    with pytest.raises(ValueError, match="width should be a number of letters, 1 or more; got"):
        waterfall([], width=wrong)
    with pytest.raises(ValueError, match="steps should be a number of lines, 1 or more; got"):
        concurrency([], steps=wrong)
