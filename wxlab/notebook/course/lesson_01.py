"""The exercises and predictions of lesson 1, "Upload your first file"."""

import json
from collections.abc import Mapping
from typing import Any

from wxlab.core import options
from wxlab.notebook.exercise import Case, Exercise, Prediction, call

_LIBRARY = "3.16.2"


def _outcome(answer: Any) -> str:
    """What uploadFile would say of these options, without sending anything."""
    return " ".join(options.check("uploadFile", answer, _LIBRARY).problems) or "ok"


def _warnings(answer: Any) -> str:
    return " ".join(options.check("uploadFile", answer, _LIBRARY).warnings) or "none"


def _arrived(answer: Any) -> Mapping[str, object]:
    fields: Mapping[str, object] = json.loads(answer.data)["fields"]
    return fields


EXERCISES = (
    Exercise(
        "fewest_options",
        cases=(
            Case("uploadFile(answer)", _outcome, "ok"),
            Case("the warnings", _warnings, "none"),
            Case("the names of the options", sorted, ["filePath", "name", "url"]),
        ),
        hints=(
            "Three rows of the table say that an option is required.",
            "Compare each name letter by letter, capitals included, and look for what is missing.",
        ),
        rows=("uploadFile.object.url", "uploadFile.object.filePath", "uploadFile.object.name"),
    ),
    Exercise(
        "two_fields",
        cases=(
            Case("res.statusCode", lambda res: res.statusCode, 200),
            Case(
                "the fields that arrived",
                _arrived,
                {"user": "test", "album": "2024"},
            ),
        ),
        hints=(
            "The table has a row for further form fields. What is it called?",
            "formData takes a dictionary; give every value as a string.",
        ),
        rows=("uploadFile.object.formData",),
    ),
    Exercise(
        "parsed",
        cases=(
            call("parsed", '{"size": 3}', {"size": 3}),
            call("parsed", "[1, 2]", [1, 2]),
            call("parsed", '\ufeff{"user": "图片"}', {"user": "图片"}),
            call("parsed", "<h1>502 Bad Gateway</h1>", None),
            call("parsed", "", None),
        ),
        hints=(
            "json.loads raises ValueError when the text is no JSON, and also for a BOM in front.",
            'try: return json.loads(data.removeprefix("\\ufeff")); except ValueError: return None.',
        ),
        rows=("uploadFile.success.data",),
    ),
)

PREDICTIONS = (
    Prediction(
        "type_of_data",
        why="The data of an upload's answer is a string, whatever the server calls it.",
        wrong={
            "dict": "wx.request parses JSON by itself; an upload never does.",
            "bytes": "A mini-program gets text, decoded as UTF-8.",
        },
    ),
    Prediction(
        "misspelt_option",
        why="The unknown filepath is ignored with a warning, so the required filePath is missing.",
        wrong={
            "raise": "The platform reports bad options through callbacks, and so does wxlab.",
            "success": "Names are compared letter by letter.",
        },
    ),
)
