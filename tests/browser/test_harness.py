"""The harness itself: what it reports is what a notebook shows."""

import pytest

pytestmark = pytest.mark.browser

BAR = """
import asyncio, ipywidgets
from IPython.display import display
bar = ipywidgets.IntProgress(value=0, max=10)
button = ipywidgets.Button(description="Stop")
display(ipywidgets.VBox([bar, button]))
for bar.value in range(11):
    await asyncio.sleep(0.2)
print("done")
"""


def test_a_bar_is_seen_moving_and_its_end_is_kept(open_notebook):
    notebook = open_notebook([BAR, "1 + 1"])
    notebook.record(0)
    notebook.run(0)
    assert "done" in notebook.finish(0)
    assert notebook.bar(0) == 100
    values = {seen["bar"] for seen in notebook.recorded()} - {None}
    assert len(values) >= 5
    assert 100 in values
    assert notebook.prompts() == ["[1]:", "[ ]:"]
    notebook.run_all()
    notebook.finish_all()
    assert notebook.output(1).endswith("2")


def test_jupyterlab_asks_no_question_first(open_notebook):
    notebook = open_notebook(["1 + 1"])
    assert notebook.page.get_by_text("Jupyter news").count() == 0
    assert notebook.page.get_by_title("Extension Manager").count() == 0


def test_a_click_and_an_interrupt_arrive(open_notebook):
    notebook = open_notebook(
        [
            BAR.replace("range(11)", "range(1)")
            + "button.on_click(lambda _: setattr(button, 'description', 'Stopped'))",
            "import time\nprint('waiting')\ntime.sleep(60)",
        ]
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.press(0, "Stop")
    notebook.see(0, "Stopped")
    notebook.run(1)
    notebook.see(1, "waiting")
    notebook.interrupt()
    assert "KeyboardInterrupt" in notebook.finish(1)
