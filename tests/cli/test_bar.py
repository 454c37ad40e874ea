"""The bar of an upload: lines for what is over, drawn over itself on a terminal only."""

import io

import pytest

from wxlab.cli import bar
from wxlab.cli.bar import Bar, fitting


class Terminal(io.StringIO):
    def isatty(self):
        return True


def event(status, **more):
    return {"id": "upload", "message": "half", "message_zh": "一半", "status": status, **more}


def test_without_a_terminal_there_is_a_line_for_each_step_that_is_over():
    stream = io.StringIO()
    shown = Bar(stream, "en")
    shown.hear(event("doing", progress=50))
    shown.clear()
    assert stream.getvalue() == ""
    shown.hear(event("done"))
    shown.hear(event("fail"))
    assert stream.getvalue() == f"+ {'upload':<24} half\nx upload\n"


def test_in_chinese_the_message_is_chinese():
    stream = io.StringIO()
    Bar(stream, "zh").hear(event("done"))
    assert stream.getvalue().endswith("一半\n")


def test_on_a_terminal_a_bar_grows_and_gives_way(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    stream = Terminal()
    shown = Bar(stream, "en")
    for percent in (0, 50, 100):
        shown.hear(event("doing", progress=percent))
    shown.hear(event("done"))
    drawn = [part for part in stream.getvalue().split("\r\x1b[K") if part]
    assert [part.count("#") for part in drawn] == [0, 12, 24, 0]
    assert [part.count("-") for part in drawn] == [24, 12, 0, 0]
    assert drawn[-1].endswith("half\n")


def test_a_line_never_reaches_the_end_of_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    Bar(stream, "zh").hear(event("doing", progress=50, message_zh="很长的一句话" * 10))
    assert bar.fitting(stream.getvalue().removeprefix("\r\x1b[K"), 39) in stream.getvalue()
    assert len(stream.getvalue().removeprefix("\r\x1b[K")) <= 39


@pytest.mark.parametrize(
    ("line", "columns", "fits"),
    [("abc", 3, "abc"), ("abc", 2, "ab"), ("中文", 3, "中"), ("中文", 4, "中文"), ("", 0, "")],
)
def test_chinese_takes_two_columns(line, columns, fits):
    assert fitting(line, columns) == fits
