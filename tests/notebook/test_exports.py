"""What is left of the views where no kernel runs: in exports, and where styles are stripped."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

CELLS = [
    "from pathlib import Path\n"
    "from IPython.display import display\n"
    "from wxlab import Wx, concurrency, panel, practice, watch, waterfall\n"
    "wx, server = Wx(), practice.serve()\n"
    'Path("图片.png").write_bytes(bytes(200_000))\n'
    'task = wx.uploadFile(url=server.url("/upload"), filePath="图片.png", name="file")\n'
    "_ = await task",
    "panel(wx)",
    "watch(task)",
    "waterfall([task])",
    "concurrency([task])",
]
PANEL, BAR, WATERFALL, CONCURRENCY = 1, 2, 3, 4


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The notebook, run as JupyterLab would save it: without the state of its widgets."""
    from nbclient import NotebookClient

    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    resources = {"metadata": {"path": str(tmp_path_factory.mktemp("run"))}}
    NotebookClient(
        notebook, timeout=60, kernel_name="python3", store_widget_state=False, resources=resources
    ).execute()
    nbformat.validate(notebook)
    return notebook


def exported(notebook, kind):
    from nbconvert import get_exporter

    return get_exporter(kind)().from_notebook_node(notebook)[0]


def text_of(html):
    return re.sub(r"<[^>]*>", "", html)


def test_an_exported_page_has_tables_and_no_empty_boxes(run):
    page = exported(run, "html")
    # A widget's own output would be a script that fetches a library from elsewhere.
    assert "application/vnd.jupyter.widget-view+json" not in page
    assert page.count("图片.png: Done: HTTP 200") == 2
    assert "The network panel is live while the notebook runs." in page
    assert "The progress of wx.uploadFile is shown here" in page
    assert "Transfers at a time" in page
    assert page.count("<caption") == 3


def test_an_exported_text_has_the_tables_too(run):
    text = exported(run, "markdown")
    assert text.count("图片.png: Done: HTTP 200") == 2
    assert "Transfers at a time" in text


@pytest.mark.parametrize("cell", [PANEL, WATERFALL, CONCURRENCY])
def test_without_styles_letters_and_numbers_are_left(run, cell):
    html = next(output.data["text/html"] for output in run.cells[cell].outputs if "data" in output)
    assert "<script" not in html
    assert "<svg" not in html
    bare = re.sub(r' (style|class)="[^"]*"', "", html)
    assert re.search(r"<code[^>]*>(<span>)?[qbsCwr·]+|<code[^>]*><span>U", bare)
    assert re.search(r"\d", text_of(bare))


def test_every_view_is_text_in_a_terminal(run):
    shown = [
        output.data["text/plain"]
        for cell in run.cells[1:]
        for output in cell.outputs
        if "data" in output
    ]
    assert shown[:2] == ["<network panel>", "<watch UploadTask>"]
    assert shown[2].startswith("Waterfall, ")
    assert shown[3].startswith("Transfers at a time")
