"""Keeps the lessons in one form: ``python tests/book.py`` runs every notebook and writes it down.

What differs from run to run (times, widget models) is left out, so that a change of a lesson is a
change of its text or its outputs. The navigation cells are written from the list of notebooks.
``--check`` runs nothing: it says what is not in that form, and exits with 1. Names of notebooks
(``03_watch_progress``) take only these.
"""

import os
import re
import sys
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
REPOSITORY = "wxlab/wxlab"
BINDER = f"https://mybinder.org/v2/gh/{REPOSITORY}/HEAD?urlpath=lab/tree/notebooks/"
COLAB = f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/notebooks/"
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def lessons():
    """The notebooks there are, in reading order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def title(path):
    """The notebook's one H1, without its sign."""
    cells = nbformat.read(path, as_version=4).cells
    lines = [line for cell in cells for line in cell.source.splitlines()]
    return next(line for line in lines if line.startswith("# ")).removeprefix("# ")


def navigation(path):
    """The first and the last cell: where we are, with links to the neighbours there are."""
    book = lessons()
    at = book.index(path)
    words = [f"wxlab, {path.stem.partition('_')[0]}: **{title(path)}**"]
    if at > 0:
        words.insert(0, f"[Index]({book[0].name})")
    if at > 1:
        words.insert(1, f"[Previous: {title(book[at - 1])}]({book[at - 1].name})")
    if at + 1 < len(book):
        words.append(f"[Next: {title(book[at + 1])}]({book[at + 1].name})")
    words.append(f"[Open on Binder]({BINDER}{path.name})")
    words.append(f"[Open in Colab]({COLAB}{path.name})")
    return " · ".join(words)


def normal(path, notebook):
    """The notebook's text in the one form."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
        if cell.id in ("navigation", "navigation-end"):
            cell.source = navigation(path)
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data.pop(WIDGET, None)
                output.metadata = nbformat.from_dict({})
            if "traceback" in output:
                output.traceback = [plain(line) for line in output.traceback]
    return nbformat.writes(notebook) + "\n"


def plain(line):
    """A line of a traceback without its colours, and without where the checkout lies."""
    return re.sub(r"\x1b\[[\d;]*m", "", line).replace(f"{NOTEBOOKS.parent}/", "")


def run(notebook):
    """Run every cell in a new kernel, as a reader's Restart & Run All does."""
    from nbclient import NotebookClient

    root = str(NOTEBOOKS.parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.getenv("PYTHONPATH")]))
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    ).execute()


def main(words):
    """Write, or with ``--check`` compare; the exit code."""
    differing = []
    names = [word for word in words if word != "--check"]
    for path in lessons():
        if names and path.stem not in names:
            continue
        notebook = nbformat.read(path, as_version=4)
        if "--check" not in words:
            run(notebook)
            path.write_text(normal(path, notebook), "utf-8")
        elif path.read_text("utf-8") != normal(path, notebook):
            differing.append(path.name)
    for name in differing:
        print(f"{name} is not as book.py writes it; run python tests/book.py", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
