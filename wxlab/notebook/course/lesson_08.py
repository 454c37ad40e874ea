"""The exercises and predictions of lesson 8, "Watch a download arrive"."""

from typing import Any

from wxlab.api.record import Record
from wxlab.notebook.exercise import Case, Exercise, Prediction


def _given(name: str, done: int, total: int, progress: int, expected: object) -> Case:
    """A case that calls the answer, a function, with one progress event."""
    event = Record(progress=progress, totalBytesWritten=done, totalBytesExpectedToWrite=total)
    return Case(f"{name}({event!r})", lambda function: function(event), expected)


def _totals(answer: Any) -> list[int]:
    return sorted({event.totalBytesExpectedToWrite for event in answer})


EXERCISES = (
    Exercise(
        "safe_percent",
        cases=(
            _given("safe_percent", 50, 200, 25, 25),
            _given("safe_percent", 50, -1, 0, None),
            _given("safe_percent", 50, 0, 0, None),
            _given("safe_percent", 300, 200, 100, 100),
            _given("safe_percent", 199, 200, 99, 99),
        ),
        hints=(
            "Ask first whether the total is above 0; return None when it is not.",
            "min(100, …) keeps a percent from passing 100, and // cuts it.",
        ),
        rows=(
            "DownloadTask.onProgressUpdate.callback.totalBytesWritten",
            "DownloadTask.onProgressUpdate.callback.totalBytesExpectedToWrite",
        ),
    ),
    Exercise(
        "heard_ticks",
        cases=(
            Case("the totals, each once", _totals, [-1, 5000]),
            Case("the last progress", lambda answer: answer[-1].progress, 100),
            Case("the last count", lambda answer: answer[-1].totalBytesWritten, 5000),
        ),
        hints=(
            "Take the first cell with a listener, and let the server send in chunks.",
            'The address is server.url("/drip/5000?ms=500&chunked"); append each event to a list.',
        ),
        rows=(
            "DownloadTask.onProgressUpdate",
            "DownloadTask.onProgressUpdate.callback.totalBytesExpectedToWrite",
        ),
    ),
    Exercise(
        "progress_line",
        cases=(
            _given("progress_line", 100, 200, 50, "[#####.....] 50 %"),
            _given("progress_line", 200, 200, 100, "[##########] 100 %"),
            _given("progress_line", 198, 200, 99, "[#########.] 99 %"),
            _given("progress_line", 10, 200, 5, "[..........] 5 %"),
            _given("progress_line", 4096, -1, 0, "[??????????] 4096 bytes"),
            _given("progress_line", 4096, 0, 0, "[??????????] 4096 bytes"),
        ),
        hints=(
            'Ten places: "#" * full + "." * (10 - full), where full is progress // 10.',
            'Begin with the other case: a total that is not above 0 gives "?" * 10 and the bytes.',
        ),
        rows=(
            "DownloadTask.onProgressUpdate.callback.progress",
            "DownloadTask.onProgressUpdate.callback.totalBytesWritten",
            "DownloadTask.onProgressUpdate.callback.totalBytesExpectedToWrite",
        ),
    ),
)

PREDICTIONS = (
    Prediction(
        "unknown_total",
        why="In chunks a server sends before it knows the length: -1 stands for unknown.",
        wrong={
            0: "0 would be a length, that of an empty file; but some systems do say 0.",
            1000: "You and the server's address know it; the answer's headers do not say it.",
            100: "That is a percent, not a number of bytes.",
        },
    ),
    Prediction(
        "what_gzip_counts",
        why="The bytes that are written are counted, and these are the unpacked ones.",
        wrong={"wire": "Content-Length counts those, and they are fewer."},
    ),
    Prediction(
        "empty_file",
        why="No byte has arrived, so there is nothing to tell; success is called all the same.",
        wrong={1: "That would be an event without a byte, of 0 %, or of 100 %: who could say?"},
    ),
)
