"""The exercises and predictions of lesson 4, "Read the headers before the end"."""

from collections.abc import Mapping

from wxlab.api.record import Record
from wxlab.notebook.exercise import Case, Exercise, Prediction, call

_UPLOAD = "UploadTask.onHeadersReceived.callback.header"
_DOWNLOAD = "DownloadTask.onHeadersReceived.callback.header"


def _value(header: Mapping[str, str], name: str, right: str | None) -> Case:
    what = f"header_value({header!r}, {name!r})"
    return Case(what, lambda header_value: header_value(Record(header), name), right)


def _wanted(header: Mapping[str, str], right: bool) -> Case:
    res = Record(header=Record(header))
    return Case(f"with {dict(header)!r} it", lambda wanted: wanted(res), right)


EXERCISES = (
    Exercise(
        "header_value",
        cases=(
            _value({"Set-Cookie": "a=1"}, "Set-Cookie", "a=1"),
            _value({"set-cookie": "a=1"}, "Set-Cookie", "a=1"),
            _value({"Server": "x", "ETAG": '"7"'}, "etag", '"7"'),
            _value({"Server": "x"}, "Set-Cookie", None),
        ),
        hints=(
            "Two names are the same when they are equal in lower case, yours too.",
            "Go through header.items(), compare key.lower() with name.lower(), return the value.",
        ),
        rows=(_UPLOAD, _DOWNLOAD),
    ),
    Exercise(
        "wanted",
        cases=(
            _wanted({"Content-Type": "image/png", "Content-Length": "5000000"}, True),
            _wanted({"content-type": "image/jpeg"}, True),
            _wanted({"Content-Type": "Image/PNG"}, True),
            _wanted({"Content-Type": "text/html; charset=utf-8", "Content-Length": "90"}, False),
            _wanted({"Content-Length": "90"}, False),
        ),
        hints=(
            "The length does not matter any more; which header says what a body is?",
            "Make the names lower case, take content-type (or ''), look whether it starts right.",
        ),
        rows=("DownloadTask.onHeadersReceived", _DOWNLOAD),
    ),
    Exercise(
        "cookie_header",
        cases=(
            call("cookie_header", [], ""),
            call("cookie_header", ["session=practice; Path=/; HttpOnly"], "session=practice"),
            call(
                "cookie_header",
                ["session=practice; Path=/", "theme=dark; Expires=Wed, 01 Jan 2098 00:00:00 GMT"],
                "session=practice; theme=dark",
            ),
            call("cookie_header", ["token=YQ==; Secure"], "token=YQ=="),
            call("cookie_header", ["theme=dark; Path=/", "theme=light; Path=/"], "theme=light"),
        ),
        hints=(
            "Of each text only the part before the first semicolon goes back to the server.",
            "A dictionary keeps one value for each name; split a pair at its first = only.",
        ),
        rows=(_UPLOAD, _DOWNLOAD),
    ),
)

PREDICTIONS = (
    Prediction(
        "first_of_upload",
        why="A server answers when the file has left, so the progress of an upload comes first.",
        wrong={
            "headers": "That is the order of a download, where the server does the sending.",
        },
    ),
    Prediction(
        "first_of_download",
        why="An answer begins with its headers; the body, and with it the progress, follows.",
        wrong={
            "progress": "That is the order of an upload, where the file leaves before the answer.",
        },
    ),
    Prediction(
        "other_case",
        why="header is an object with names as the server wrote them; case counts in its keys.",
        wrong={
            "found": "HTTP takes both names for the same; a JavaScript object or a dict does not.",
        },
    ),
    Prediction(
        "pieces_of_cookies",
        why="Two cookies were joined with a comma, and a date inside one of them has a comma too.",
        wrong={
            2: "There are two cookies; but commas also stand where no cookie ends.",
            1: "Both cookies are in one string, yet it has commas to be split at.",
        },
    ),
)
