"""The exercises and predictions of lesson 3, "Watch a file leave"."""

from collections.abc import Callable, Iterable
from typing import Any

from wxlab.api.results import UploadProgress
from wxlab.notebook.exercise import Case, Exercise, Prediction

_PROGRESS = "UploadTask.onProgressUpdate.callback.progress"
_SENT = "UploadTask.onProgressUpdate.callback.totalBytesSent"
_EXPECTED = "UploadTask.onProgressUpdate.callback.totalBytesExpectedToSend"


def _percent(sent: int, expected: int, right: int) -> Case:
    return Case(f"percent({sent}, {expected})", lambda percent: percent(sent, expected), right)


def _line(progress: int, ended: str | None, right: str) -> Case:
    what = f"sent_or_done({progress}, {ended!r})"
    return Case(what, lambda sent_or_done: sent_or_done(progress, ended), right)


def _quarters(what: str, percents: Iterable[int], right: list[int]) -> Case:
    def told(quarters: Callable[..., Any]) -> list[object]:
        heard: list[object] = []
        listener = quarters(heard.append)
        for percent in percents:
            listener(
                UploadProgress(
                    progress=percent, totalBytesSent=percent, totalBytesExpectedToSend=100
                )
            )
        return heard

    return Case(f"the numbers told of {what}", told, right)


EXERCISES = (
    Exercise(
        "percent",
        cases=(
            _percent(1, 3, 33),
            _percent(35_244, 1_254_676, 2),
            _percent(29, 100, 29),
            _percent(1_999_999, 2_000_000, 99),
            _percent(2_000_000, 2_000_000, 100),
        ),
        hints=(
            "A percent is cut, so 99.9 is still 99. Which operation cuts?",
            "Stay with whole numbers: multiply by 100 first, then divide with //.",
        ),
        rows=(_PROGRESS, _SENT, _EXPECTED),
    ),
    Exercise(
        "sent_or_done",
        cases=(
            _line(32, None, "32 % sent"),
            _line(99, None, "99 % sent"),
            _line(100, None, "waiting"),
            _line(100, "uploadFile:ok", "done"),
            _line(100, "uploadFile:fail timeout", "failed"),
            _line(40, "uploadFile:fail abort", "failed"),
        ),
        hints=(
            "Ask about the ending first: when there is one, the percent does not matter any more.",
            "ended is None while the upload runs, 'uploadFile:ok' after success, else a failure.",
        ),
        rows=(_PROGRESS,),
    ),
    Exercise(
        "quarters",
        cases=(
            _quarters("a hundred events", range(1, 101), [25, 50, 75, 100]),
            _quarters("10, 20, 30 … 100", range(10, 101, 10), [30, 50, 80, 100]),
            _quarters("32, 65, 98, 100", (32, 65, 98, 100), [32, 65, 98, 100]),
            _quarters("one event", (100,), [100]),
        ),
        hints=(
            "percent // 25 says how many quarters have passed: 0, 1, 2, 3 or 4.",
            "Remember that number between two events (nonlocal), and call tell when it has grown.",
        ),
        rows=("UploadTask.onProgressUpdate", _PROGRESS),
    ),
)

PREDICTIONS = (
    Prediction(
        "file_or_body",
        why="The total is the length of the file; the envelope around it is not counted.",
        wrong={
            "body": "Content-Length counts the whole body; a progress event does not.",
        },
    ),
    Prediction(
        "percent_unread",
        why="The whole file was handed to the network, and the server had read none of it.",
        wrong={
            0: "That is what the server has read; progress counts what has left your hands.",
            32: "That is the first event of this file; the next ones did not wait for the server.",
        },
    ),
    Prediction(
        "ending_at_100",
        why="Only an answer makes a success, and no answer came within the timeout.",
        wrong={
            "success": "100 % says that the file has left; it says nothing about an answer.",
        },
    ),
)
