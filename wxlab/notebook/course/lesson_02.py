"""The exercises and predictions of lesson 2, "Read the bytes of an upload"."""

import json
from typing import Any

from wxlab.core import anatomy, options
from wxlab.notebook.exercise import Case, Exercise, Prediction

_LIBRARY = "3.16.2"
_BOUNDARY = "----B7"
_HEAD = (
    f"POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary={_BOUNDARY}\r\n\r\n".encode()
)


def _name(answer: Any) -> object:
    """The name under which uploadFile would send the file, without sending anything."""
    return options.check("uploadFile", answer, _LIBRARY).values.get("name")


def _field(answer: Any, name: str) -> str:
    """A form field's text as it would stand on the wire."""
    return dict(options.check("uploadFile", answer, _LIBRARY).form)[name]


def _first_warning(answer: Any) -> str:
    return next(iter(options.check("uploadFile", answer, _LIBRARY).warnings), "none")


def _arrived(answer: Any) -> Any:
    """What the practice server's /upload says of a request."""
    return json.loads(answer.data)


def _token(answer: Any) -> object:
    return {name.lower(): value for name, value in _arrived(answer)["headers"]}.get("x-token")


def _read(body: object) -> object:
    """The file in a body, read as strictly as a server may; a sentence when there is none."""
    if not isinstance(body, bytes | bytearray):
        return f"no bytes but {type(body).__name__}"
    found: dict[str, bytes] = {}
    for piece in anatomy.pieces(_HEAD + body, b"", len(_HEAD) + len(body)):
        found[piece.kind] = found.get(piece.kind, b"") + piece.data
    if "filename" not in found:
        return "a body in which no file begins"
    if "closing" not in found:
        return "a body without its end"
    name, filename = found.get("name", b"").decode(), found["filename"].decode()
    return name, filename, found.get("file", b"")


def _body(filename: str, content: bytes) -> Case:
    """A case that asks for the body of one file, under the name ``photo``."""
    return Case(
        f"what a server reads of form_body({_BOUNDARY!r}, 'photo', {filename!r}, {content!r})",
        lambda function: _read(function(_BOUNDARY, "photo", filename, content)),
        ("photo", filename, content),
    )


EXERCISES = (
    Exercise(
        "mended_form",
        cases=(
            Case("the name of the file's part", _name, "avatar"),
            Case("the field public", lambda answer: _field(answer, "public"), "true"),
            Case(
                "the field tags, read as JSON",
                lambda answer: json.loads(_field(answer, "tags")),
                ["cat", "red"],
            ),
            Case("the first warning", _first_warning, "none"),
        ),
        hints=(
            "One mistake is in the name, one in the header, and two values are no strings.",
            'json.dumps makes a string of any value: json.dumps(True) is "true".',
        ),
        rows=(
            "uploadFile.object.name",
            "uploadFile.object.header",
            "uploadFile.object.formData",
        ),
    ),
    Exercise(
        "real_name",
        cases=(
            Case("res.statusCode", lambda res: res.statusCode, 200),
            Case(
                "the names of the parts",
                lambda res: [part["name"] for part in _arrived(res)["parts"]],
                ["filename", "photo"],
            ),
            Case("the fields", lambda res: _arrived(res)["fields"], {"filename": "图片 1.png"}),
            Case("the header X-Token", _token, "abc"),
        ),
        hints=(
            "Three options change: name, formData and header; the last two take a dictionary.",
            'formData={"filename": "图片 1.png"}, and header={"X-Token": "abc"}.',
        ),
        rows=(
            "uploadFile.object.name",
            "uploadFile.object.header",
            "uploadFile.object.formData",
        ),
    ),
    Exercise(
        "form_body",
        cases=(
            _body("hi.jpg", b"hi!"),
            _body("图片 1.png", b"hi!"),
            _body("two.txt", b"one\r\n--two\r\n"),
            _body("empty.txt", b""),
        ),
        hints=(
            "Print a body as above and write the same: --boundary, the part's header, an empty "
            "line, the content, --boundary--. Every line ends in \\r\\n.",
            "Join bytes: the text before the file with .encode(), the content as it is, and "
            'f"\\r\\n--{boundary}--\\r\\n".encode().',
        ),
        rows=("uploadFile.object.name", "uploadFile.object.filePath"),
    ),
)

PREDICTIONS = (
    Prediction(
        "bytes_of_a_form",
        why="Around the file stand a boundary before and after it, and the headers of its part.",
        wrong={
            3: "Those are the bytes of the file; they travel in an envelope.",
            4: "Base64 would make four of three, but a form carries the file's bytes as they are.",
        },
    ),
    Prediction(
        "true_in_a_form",
        why="A form holds nothing but text, and wxlab writes what JavaScript's String(true) gives.",
        wrong={
            "True": "That is how Python spells it; a mini-program is written in JavaScript.",
            True: "A form knows no types: on the wire there are only characters.",
            "1": "Other clients do that; String(true) is a word.",
        },
    ),
)
