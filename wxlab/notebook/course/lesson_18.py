"""The exercises and predictions of lesson 18, "Upload and deploy a mini-program"."""

from collections.abc import Callable, Iterable
from typing import Any

from wxlab.core.places import JsonError, Placed
from wxlab.notebook.exercise import Case, Exercise, Prediction


def _first_mistake(text: str) -> str:
    """What is no JSON in a text, with line and column; "none" where all of it is."""
    try:
        Placed(text)
    except JsonError as error:
        return str(error)
    return "none"


def _read(text: str, look: Callable[[Any], object]) -> object:
    """What is found in a text; of one that is no JSON it is told once, by its first mistake."""
    return "not known yet" if _first_mistake(text) != "none" else look(Placed(text).value)


def _entry(app: Any) -> object:
    """Where a mini-program begins: the page that is named, or the first one."""
    return app.get("entryPagePath", app["pages"][0])


def _packed(project: Any, path: str) -> bool | str:
    """Whether a file of a project is packed."""
    found = {file.path: not file.left_out for file in project.files}
    return found.get(path, "no such file")


def _icons(project: Any) -> int:
    """How many icons of the tab bar are packed."""
    icons = (f"images/{name}.png" for name in ("home", "home-on", "cart", "cart-on"))
    return sum(_packed(project, icon) is True for icon in icons)


def _first_problem(project: Any) -> str:
    return next(map(str, project.problems), "none")


_RESOURCES: tuple[dict[str, Any], ...] = (
    {"kind": "app", "name": "", "live": "1.1.0", "previous": "1.0.0"},
    {"kind": "database", "name": "", "live": "1.0.0", "previous": None},
    {"kind": "function", "name": "hello", "live": "1.1.0", "previous": None},
    {"kind": "function", "name": "sum", "live": "1.1.0", "previous": "1.0.0"},
    {"kind": "static", "name": "", "live": None, "previous": None},
    {"kind": "storage", "name": "", "live": "0.9.0", "previous": "1.1.0"},
)


def _undone(version: str, expected: list[tuple[str, str]]) -> Case:
    """A case that asks the answer, a function, about resources of which some are live so."""

    def found(function: Callable[[object, str], object]) -> object:
        pairs = function(_RESOURCES, version)
        return [tuple(pair) for pair in pairs] if isinstance(pairs, Iterable) else pairs

    return Case(f"to_roll_back(resources, {version!r})", found, expected)


EXERCISES = (
    Exercise(
        "mended_app",
        cases=(
            Case("the first mistake", _first_mistake, "none"),
            Case(
                "pages",
                lambda text: _read(text, lambda app: app["pages"]),
                ["pages/index/index", "pages/cart/cart"],
            ),
            Case(
                "the page that comes first",
                lambda text: _read(text, _entry),
                "pages/index/index",
            ),
        ),
        hints=(
            "Read what check says first: line and column. When that is mended, it says the next.",
            "A comma of the Chinese keyboard is no comma, none may stand before ], and a page has "
            "no slash before it.",
        ),
        rows=(),
    ),
    Exercise(
        "left_out",
        cases=(
            Case("the first problem", _first_problem, "none"),
            Case(
                "images/original.png packed",
                lambda project: _packed(project, "images/original.png"),
                False,
            ),
            Case("packed icons", _icons, 4),
        ),
        hints=(
            "One file is to stay at home, and others end in .png as well. Which type of rule "
            "names one file?",
            'The path begins below miniprogramRoot: {"type": "file", "value": '
            '"images/original.png"}.',
        ),
        rows=(),
    ),
    Exercise(
        "to_roll_back",
        cases=(
            _undone("1.1.0", [("app", ""), ("function", "sum")]),
            _undone("0.9.0", [("storage", "")]),
            _undone("1.0.0", []),
        ),
        hints=(
            "Two things have to be true of a resource: the bad version is live, and there was one "
            "before it.",
            'Go through the resources; look at each["live"] and each["previous"], and collect '
            '(each["kind"], each["name"]).',
        ),
        rows=(),
    ),
)

PREDICTIONS = (
    Prediction(
        "broken_twice",
        why="A file that is no JSON cannot be read, so nobody knows yet which pages it names.",
        wrong={
            0: "The developer tools would not take it either: JSON has no comma before ].",
            2: "The page is wrong as well, but that comes to light when the comma is gone.",
        },
    ),
    Prediction(
        "after_the_cut",
        why="What has not arrived whole is not installed, and nothing else was touched.",
        wrong={
            "1.1.0": "Its second half never arrived; half a mini-program is none.",
            "none": "The old version is not taken away to make room for the new one.",
        },
    ),
)
