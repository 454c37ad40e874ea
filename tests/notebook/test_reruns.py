"""Learners run cells again: each cell of each lesson, run twice in a row, says the same twice."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CHECKOUT = Path(__file__).parents[2]
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))


def said(cell):
    """The text below a cell, and the names of its errors."""
    texts = []
    for output in cell.outputs:
        texts.append(output.get("text") or output.get("ename") or "")
        texts.append(output.get("data", {}).get("text/plain", ""))
    return texts


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_can_be_run_twice(path, monkeypatch):
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(filter(None, [str(CHECKOUT), os.getenv("PYTHONPATH")]))
    )
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        coalesce_streams=True,
        resources={"metadata": {"path": str(CHECKOUT / "notebooks")}},
    )
    differing = []
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            told = []
            for _ in range(2):
                try:
                    client.execute_cell(cell, index)
                except CellExecutionError as error:
                    pytest.fail(f"{cell.id} failed when it was run again: {error.ename}")
                told.append(said(cell))
            if told[0] != told[1] and "nbval-ignore-output" not in cell.metadata.get("tags", []):
                differing.append((cell.id, told))
    assert differing == []
