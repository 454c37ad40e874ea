"""Transfers as a learner sees them: the bar, the button, the text and the stop button.

The times asserted here are promises to a person (half a second, a second), measured inside the
page. A busy machine may take part of them; the transfers behind them last much longer.
"""

import re

import pytest

pytestmark = pytest.mark.browser

SET_UP = """\
import time
from pathlib import Path
from IPython.display import display
from wxlab import practice, watch, wx
server = practice.serve()
Path("two_megabytes.bin").write_bytes(bytes(2_000_000))
def upload(path, **options):
    url = server.url(path)
    return wx.uploadFile(url=url, filePath="two_megabytes.bin", name="file", **options)
"""
# Two megabytes at 4,000 kbit a second take four seconds.
SLOWLY = '"/slow/upload?kbps=4000"'
# Sixteen seconds, for what is ended earlier.
VERY_SLOWLY = '"/slow/upload?kbps=1000"'
# A cell computes until the test has seen what it wants to see meanwhile.
COMPUTE = "while not Path({!r}).exists():\n    time.sleep(0.05)"
NUMBERED = re.compile(r"\[\d+\]:")


def bars_until(recorded, end):
    """The distinct fillings of the bar that were seen until a moment."""
    return {seen["bar"] for seen in recorded if seen["bar"] is not None and seen["at"] <= end}


def when(recorded, condition):
    """The moment of the first record that meets a condition."""
    return next(seen["at"] for seen in recorded if condition(seen))


def test_the_bar_moves_while_its_cell_awaits(open_notebook):
    notebook = open_notebook(
        [SET_UP, f"task = upload({SLOWLY})\nbar = watch(task)\ndisplay(bar)\n_ = await task"]
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.record(1)
    notebook.run(1)
    notebook.finish(1)
    notebook.see(1, "Done")
    notebook.show("bar-while-awaiting")
    recorded = notebook.recorded()
    ended = when(recorded, lambda seen: NUMBERED.match(seen["prompt"]))
    assert len(bars_until(recorded, ended)) >= 5
    assert notebook.bar(1) == 100


def test_the_bar_moves_while_another_cell_computes(open_notebook, lab):
    notebook = open_notebook(
        [
            SET_UP,
            f"task = upload({SLOWLY})\ndisplay(watch(task))",
            COMPUTE.format("moved"),
            "_ = await task",
        ]
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.record(1)
    notebook.run(1)
    notebook.finish(1)
    notebook.run(2)
    notebook.see_bar_move(5)
    assert notebook.prompt(2) == "[*]:"
    (lab.root / "moved").touch()
    notebook.finish(2)
    notebook.run(3)
    notebook.finish(3)
    notebook.see(1, "Done")


@pytest.mark.parametrize("last_line", ["await task", ""], ids=["awaiting", "idle"])
def test_the_abort_button_ends_the_transfer_within_half_a_second(open_notebook, best_of, last_line):
    assert best_of(lambda: _milliseconds_to_abort(open_notebook, last_line), 500) < 500


def _milliseconds_to_abort(open_notebook, last_line):
    notebook = open_notebook(
        [
            SET_UP,
            f"task = upload({VERY_SLOWLY})\ndisplay(watch(task))\n{last_line}",
            "task.state, task.result.errMsg",
        ]
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.record(1)
    notebook.run(1)
    notebook.wait_for_bar(1, 10)
    notebook.press(1, "Abort")
    notebook.see(1, "abort", ignoring="Abort")
    notebook.finish(1)
    recorded = notebook.recorded()
    clicked = notebook.clicked()
    settled = when(
        recorded,
        lambda seen: seen["at"] >= clicked and "abort" in seen["text"].replace("Abort", ""),
    )
    assert notebook.bar(1) < 100
    notebook.run(2)
    assert "('failed', 'uploadFile:fail abort')" in notebook.finish(2)
    notebook.show(f"aborted-{'awaiting' if last_line else 'idle'}")
    return settled - clicked


def test_text_of_a_callback_stands_under_the_cell_that_made_the_call(open_notebook, lab):
    notebook = open_notebook(
        [
            SET_UP,
            f"task = upload({SLOWLY}, success=lambda res: print('landed', res.statusCode))\n"
            "task.onProgressUpdate(lambda res: res.progress >= 10 and print('moving'))",
            COMPUTE.format("read") + "\nprint('computed')",
            "_ = await task",
        ]
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.run(1)
    notebook.finish(1)
    notebook.run(2)
    notebook.see(1, "moving")
    assert notebook.prompt(2) == "[*]:"
    (lab.root / "read").touch()
    notebook.finish(2)
    notebook.run(3)
    notebook.finish(3)
    notebook.see(1, "landed 200")
    assert "computed" in notebook.output(2)
    for other in (2, 3):
        assert "moving" not in notebook.output(other)
        assert "landed" not in notebook.output(other)


def test_run_all_runs_every_cell_also_behind_cells_that_wait(open_notebook):
    waits = [
        'task = upload("/slow/300")\ndisplay(watch(task))\n_ = await task',
        'task = upload("/upload")\n_ = task.wait()',
        'nested = []\ntask = upload("/upload", success=lambda res: nested.append('
        'upload("/upload").wait().statusCode))\n_ = await task',
        'task = upload("/slow/300")\n_ = await task',
        "nested",
    ]
    notebook = open_notebook([SET_UP, *waits, *waits])
    notebook.run_all()
    notebook.finish_all()
    assert notebook.prompts() == [f"[{number}]:" for number in range(1, 12)]
    assert "[200]" in notebook.output(5)
    assert "[200]" in notebook.output(10)


@pytest.mark.parametrize("waiting", ["await task", "task.wait()"])
def test_the_stop_button_ends_a_waiting_cell_within_a_second(open_notebook, best_of, waiting):
    assert best_of(lambda: _milliseconds_to_stop(open_notebook, waiting), 1000) < 1000


def _milliseconds_to_stop(open_notebook, waiting):
    notebook = open_notebook(
        [
            SET_UP,
            f'task = upload("/stall")\nprint("waiting")\n{waiting}',
            "task.wait() if task.result is None else task.result.errMsg",
        ]
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.record(1)
    notebook.run(1)
    notebook.see(1, "waiting")
    notebook.interrupt()
    assert "KeyboardInterrupt" in notebook.finish(1)
    recorded = notebook.recorded()
    clicked = notebook.clicked()
    ended = when(recorded, lambda seen: seen["at"] >= clicked and NUMBERED.match(seen["prompt"]))
    notebook.run(2)
    assert "uploadFile:fail abort" in notebook.finish(2)
    return ended - clicked


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [420, 1400])
def test_the_bar_fits_narrow_and_wide_pages(open_notebook, width, dark):
    notebook = open_notebook(
        [SET_UP, f"task = upload({SLOWLY})\ndisplay(watch(task))\n_ = await task"], dark=dark
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.run(1)
    notebook.page.keyboard.press("Control+B")  # The file browser out of the way.
    notebook.page.set_viewport_size({"width": width, "height": 900})
    notebook.wait_for_bar(1, 30)
    notebook.show(f"bar-{width}-{'dark' if dark else 'light'}")
    notebook.finish(1)
    notebook.see(1, "Done")
    notebook.show(f"bar-{width}-{'dark' if dark else 'light'}-done")
    view = notebook.cell(1).locator(".jp-OutputArea-output").first
    notebook.fits(view)
