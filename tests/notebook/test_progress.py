"""What a learner has done is remembered beside their lessons, and nowhere else."""

import json
import threading
from pathlib import Path

import pytest

from wxlab import check, compare, progress, table
from wxlab.notebook import journal

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def parsed(data):
    """The shipped solution."""
    names = {"json": json}
    exec((SOLUTIONS / "parsed.py").read_text("utf-8"), names)
    return names["parsed"](data)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's copy of two lessons, and a kernel that runs the first."""
    (tmp_path / journal.COPY).write_text("{}")
    for name in ("01_upload_a_file", "A9_nothing_to_do"):
        (tmp_path / f"{name}.ipynb").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "01_upload_a_file.ipynb"))
    monkeypatch.setattr(journal, "_told", set())
    return tmp_path


def lines(folder):
    return (folder / journal.JOURNAL).read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    "use",
    [lambda: table("limits"), lambda: compare("type_of_data", ..., "str")],
    ids=["table", "compare"],
)
def test_a_lesson_is_opened_when_something_of_it_is_run(folder, use):
    assert "opened" not in repr(progress()).splitlines()[-2]
    use()
    assert list(journal.read(folder, "opened")) == ["01_upload_a_file"]
    first = progress(folder).lines[0]
    assert first[0] == "01_upload_a_file"
    assert first[1].startswith("20")


def test_an_exercise_is_passed_when_it_is_right_and_not_before(folder):
    check("parsed", lambda data: 1)
    check("parsed", hint=1)
    check("parsed")
    assert journal.read(folder, "passed") == {}
    check("parsed", parsed)
    check("parsed", parsed)
    assert list(journal.read(folder, "passed")) == ["parsed"]
    assert len(lines(folder)) == 2
    assert progress().lines[0][2:] == ("parsed", "fewest_options, two_fields")


@pytest.mark.parametrize(("lang", "words"), [("en", "not yet"), ("zh", "尚未")])
def test_what_is_still_to_do_is_said(folder, lang, words):
    shown = progress(folder, lang)
    assert [line[1] for line in shown.lines] == [words, words]
    assert "fewest_options, two_fields, parsed" in repr(shown)
    assert "<table>" in shown._repr_html_()


def test_nothing_is_written_outside_a_copy_of_the_lessons(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(journal, "_told", set())
    check("parsed", parsed)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError, match="wxlab lab makes a copy"):
        progress()


def test_a_journal_that_cannot_be_written_or_read_stops_nobody(folder, capsys):
    (folder / journal.JOURNAL).mkdir()
    check("parsed", parsed)
    assert "right: 5 of 5 cases" in capsys.readouterr().out
    assert progress().lines[0][1] == "not yet"


def test_lines_that_were_cut_are_left_out(folder):
    (folder / journal.JOURNAL).write_bytes(
        b'{"day": "2026-01-02", "passed": "parsed"}\n{"day": "2026\n\xff\n[1]\n'
        b'{"day": "2026-03-04", "passed": "parsed"}\n'
    )
    assert journal.read(folder, "passed") == {"parsed": "2026-01-02"}


def test_several_notebooks_may_write_at_once(folder):
    def write(number):
        for step in range(100):
            journal.note("passed", f"{number}-{step}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(journal.read(folder, "passed")) == 800
