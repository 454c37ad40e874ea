"""The exercises and predictions of lesson A2, "Learn the terms"."""

from wxlab.notebook.exercise import Case, Exercise, Prediction
from wxlab.spec.terms import TERMS

_LINES = tuple((term.en, term.zh) for term in TERMS)
_RIGHT = {"基础库": "base library", "超时": "timeout", "重试": "retry", "队列": "queue"}


def _means(word: str, expected: str) -> Case:
    """A case that looks up one word of the answer, a mapping."""
    return Case(f"answer[{word!r}]", lambda answer: answer[word], expected)


def _translated(word: str, expected: str | None) -> Case:
    """A case that asks the answer, a function, for the partner of a word."""
    return Case(f"translated({word!r}, lines)", lambda function: function(word, _LINES), expected)


EXERCISES = (
    Exercise(
        "mended_terms",
        cases=tuple(_means(word, meaning) for word, meaning in _RIGHT.items()),
        hints=(
            "超 is to go beyond, 时 is time; 重 is again, 试 is to try.",
            "What goes beyond its time has timed out. Swap those two.",
        ),
        rows=("uploadFile.object.timeout",),
    ),
    Exercise(
        "parts_of_upload",
        cases=(
            Case("the first", lambda answer: answer[0], "header"),
            Case("the second", lambda answer: answer[1], "body"),
            Case("the third", lambda answer: answer[2], "boundary"),
        ),
        hints=(
            "find('请求头') shows the line that has it.",
            "All three lines belong to lesson 02, where the bytes of an upload are read.",
        ),
        rows=("uploadFile.object.header",),
    ),
    Exercise(
        "translated",
        cases=(
            _translated("boundary", "边界"),
            _translated("基础库", "base library"),
            _translated("UTF-8", "UTF-8"),
            _translated("teapot", None),
        ),
        hints=(
            "A line begins with both words: for english, chinese, *_ in lines.",
            "If the word is the one, return the other; after the loop return None.",
        ),
        rows=("uploadFile.object.name",),
    ),
)

PREDICTIONS = (
    Prediction(
        "developer_server",
        why="It is the server that the mini-program's developer runs: the backend.",
        wrong={
            "browser": "A browser is a client; it is called 浏览器.",
            "WeChat": "WeChat's own servers take no part in an upload.",
        },
    ),
    Prediction(
        "already_sent",
        why="已经 says that it has happened already.",
        wrong={
            "totalBytesExpectedToSend": "预期 means expected: that is the other row.",
            "progress": "The percentage is 百分比.",
        },
    ),
)
