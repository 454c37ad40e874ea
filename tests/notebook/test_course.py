"""The course as a whole teaches every row of the specification, and every pain."""

import re
from collections import defaultdict
from pathlib import Path

import nbformat
import pytest

from wxlab.spec import ERRORS, ROWS
from wxlab.spec.course import PAINS, lesson_of

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

UNSEEN = {
    "file-changed",  # what writes into a file while it is sent is no lesson's business
    "download-overflow",  # is said as upload-overflow is, which the same lesson shows
    "ERR_CONNECTION_TIMED_OUT",  # takes the system two minutes
    "storage-full",  # takes 200 MB
    "picture-no-room",  # takes a full disk
    "no-pillow",  # a lesson that compresses has it
    *("no-picker", "no-player"),  # a notebook has both
    "voice-too-large",  # takes 33 MB
}
"""The errors that lead to the lesson next to them, which tells of them and does not show them."""


def tagged(kind):
    """Which code cells carry the tag ``kind:what``, by what it says."""
    found = defaultdict(list)
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            for tag in cell.metadata.get("tags", ()):
                if tag.startswith(f"{kind}:"):
                    assert cell.cell_type == "code", (path.name, cell.id)
                    found[tag.removeprefix(f"{kind}:")].append((path.stem, cell))
    return found


def said(cell):
    """The text below a cell."""
    texts = []
    for output in cell.outputs:
        texts.append(output.get("text", ""))
        texts.append(output.get("data", {}).get("text/plain", ""))
        texts.append("\n".join(output.get("traceback", ())))
    return "\n".join(texts)


def shown(cell):
    """The source of a cell and the text below it."""
    return f"{cell.source}\n{said(cell)}"


ROW_CELLS, PAIN_CELLS, REMEDY_CELLS = tagged("row"), tagged("pain"), tagged("remedy")


@pytest.mark.parametrize("address", [row.address for row in ROWS.values() if row.source == "seed"])
def test_every_row_of_the_seed_is_taught_by_a_live_cell(address):
    assert ROW_CELLS[address], f"no cell is tagged row:{address}"


@pytest.mark.parametrize("address", sorted(ROW_CELLS))
def test_a_cell_that_teaches_a_row_names_it_and_has_been_run(address):
    assert address in ROWS
    for lesson, cell in ROW_CELLS[address]:
        # The limits have no names in the specification: it states them in a sentence.
        assert ROWS[address].name in shown(cell) or "limits." in address, (lesson, cell.id)
        assert cell.execution_count, (lesson, cell.id)
        # A table names every row; to teach one, something has to run.
        rest = re.sub(r"table\([^)]*\)|import .*", "", cell.source)
        assert rest.strip(), (lesson, cell.id)


@pytest.mark.parametrize("pain", PAINS, ids=lambda pain: str(pain.number))
def test_every_pain_is_felt_and_cured_where_the_list_leads(pain):
    felt = [lesson for lesson, _ in PAIN_CELLS[str(pain.number)]]
    cured = [lesson for lesson, _ in REMEDY_CELLS[str(pain.number)]]
    assert pain.lesson in felt, f"no cell is tagged pain:{pain.number}"
    assert pain.lesson in cured, f"no cell is tagged remedy:{pain.number}"


def test_the_pains_are_numbered_as_they_are_listed():
    assert [pain.number for pain in PAINS] == list(range(1, 25))


def outputs(stem):
    """The text of everything that a lesson's cells have said."""
    path = NOTEBOOKS[0].parent / f"{stem}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(said(cell) for cell in cells if cell.cell_type == "code")


@pytest.mark.parametrize("address", ERRORS)
def test_an_error_leads_to_a_lesson_that_shows_it(address):
    text = ERRORS[address].text.partition("{")[0].rstrip(": ")
    seen = text in outputs(lesson_of(address).notebook)
    assert seen is (address not in UNSEEN)


def test_no_other_tags_are_used():
    known = re.compile(
        r"(row|pain|remedy):[\w.]+|raises-exception|nbval-ignore-output|nbval-check-output"
    )
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            assert [tag for tag in cell.metadata.get("tags", ()) if not known.fullmatch(tag)] == []
