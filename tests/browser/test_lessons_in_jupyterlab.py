"""The lessons, in the JupyterLab that `wxlab lab` opens."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from wxlab import progress
from wxlab.notebook import journal

pytestmark = pytest.mark.browser

LESSONS = sorted(path.name for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_run_all_runs_every_cell_of_a_lesson(open_notebook, lesson):
    notebook = open_notebook(lesson)
    notebook.show(f"{lesson}-opened")
    notebook.clear()  # Stored numbers and outputs must not look like results.
    assert set(notebook.prompts()) == {"[ ]:"}
    notebook.run_all()
    notebook.finish_all()
    numbers = [f"[{number}]:" for number in range(1, len(notebook.prompts()) + 1)]
    assert notebook.prompts() == numbers
    notebook.show(f"{lesson}-run")


def test_the_bar_of_the_first_lesson_moves(open_notebook):
    notebook = open_notebook("01_upload_a_file.ipynb")
    notebook.clear()
    cell = notebook.find("watch(")
    notebook.record(cell)
    notebook.run_all()
    notebook.finish_all()
    fillings = {seen["bar"] for seen in notebook.recorded() if seen["bar"] is not None}
    assert len(fillings) >= 5
    assert max(fillings) == 100


def test_what_a_learner_has_done_is_remembered(open_notebook, lab):
    notebook = open_notebook("01_upload_a_file.ipynb")
    for code in ('table("uploadFile.object")', "server = practice.serve()", 'check("parsed"'):
        cell = notebook.find(code)
        notebook.run(cell)
        notebook.finish(cell)
    opened = journal.read(lab.root, "opened")
    # Another test may have opened it first, before midnight.
    ago = date.today() - date.fromisoformat(opened["01_upload_a_file"])
    assert ago in (timedelta(0), timedelta(1))
    shown = {line[0]: line for line in progress(lab.root).lines}
    assert "parsed" in shown["01_upload_a_file"][3]  # asked, not solved
