"""The exercises and predictions of lesson 10, "Support older libraries"."""

from collections.abc import Callable
from typing import Any

from wxlab.notebook.exercise import Case, Exercise, Prediction
from wxlab.spec import supported

_VERSIONS = (
    ("2.10.4", "2.9.0", True),
    ("2.9.0", "2.10.4", False),
    ("10.0.0", "9.9.9", True),
    ("1.4.0", "1.4.0", True),
    ("3.0", "3.0.0", True),
)


def _compared(have: str, need: str, expected: bool) -> Case:
    """A case that gives two versions to the answer, a function."""
    return Case(f"at_least({have!r}, {need!r})", lambda function: function(have, need), expected)


def _has(address: str, expected: bool) -> Case:
    """A case that looks whether the answer, a version, has a row."""
    return Case(f"{address} there", lambda version: supported(address, version), expected)


class _Task:
    """A task of some old library: it has the methods it was given, and no others."""

    def __init__(self, *methods: str) -> None:
        self.heard: dict[str, object] = {}
        for method in methods:
            setattr(self, method, self._listened(method))

    def _listened(self, method: str) -> Callable[[object], None]:
        def listen(listener: object) -> None:
            self.heard[method] = listener

        return listen


def _heard(*methods: str) -> Callable[[Any], object]:
    """Which listeners the answer, a function, gives to a task that has these methods."""

    def of(function: Any) -> object:
        task = _Task(*methods)
        function(task, "progress", "headers")
        return task.heard

    return of


def _heard_by_none(function: Any) -> object:
    """What is raised where there is no task; the function is tried with a real task, too."""
    function(None, "progress", "headers")
    return "no error" if _heard("onProgressUpdate")(function) else "no listener on any task"


EXERCISES = (
    Exercise(
        "at_least",
        cases=tuple(_compared(*each) for each in _VERSIONS),
        hints=(
            "Strings are compared letter by letter. What has to be compared here?",
            'int(part) for part in version.split("."), and zeros where a version has fewer than '
            "three parts; lists compare from left to right.",
        ),
        rows=("getAppBaseInfo.return.SDKVersion", "getSystemInfoSync.return.SDKVersion"),
    ),
    Exercise(
        "in_between",
        cases=(
            _has("DownloadTask.offProgressUpdate", True),
            _has("downloadFile.object.timeout", True),
            _has("downloadFile.success.profile", False),
        ),
        hints=(
            "The three rows have a since each. The answer lies between two of them.",
            "timeout came with 2.10.0, the profile of a download with 2.10.4.",
        ),
        rows=(
            "DownloadTask.offProgressUpdate",
            "downloadFile.object.timeout",
            "downloadFile.success.profile",
        ),
    ),
    Exercise(
        "listen",
        cases=(
            Case("listen without a task", _heard_by_none, "no error"),
            Case(
                "listen on 1.4.0",
                _heard("onProgressUpdate"),
                {"onProgressUpdate": "progress"},
            ),
            Case(
                "listen on 2.1.0",
                _heard("onProgressUpdate", "onHeadersReceived"),
                {"onProgressUpdate": "progress", "onHeadersReceived": "headers"},
            ),
        ),
        hints=(
            "Before 1.4.0 task is None. Before 2.1.0 it has no onHeadersReceived.",
            'if task is not None: add the first; if hasattr(task, "onHeadersReceived"): add the '
            "second.",
        ),
        rows=(
            "uploadFile.return",
            "UploadTask.onProgressUpdate",
            "UploadTask.onHeadersReceived",
        ),
    ),
)

PREDICTIONS = (
    Prediction(
        "before_tasks",
        why="Before 1.4.0 the call gave nothing back. The upload itself takes place.",
        wrong={
            "UploadTask": "Tasks came with base library 1.4.0.",
            "AttributeError": "The call is all right; the error comes with the first use of "
            "what it did not give.",
        },
    ),
    Prediction(
        "old_timeout",
        why="timeout came with 2.10.0. An older library does not know the option, and does "
        "not say so.",
        wrong={
            "fail": "That is what 2.10.0 does.",
            "raise": "An option that is not known is ignored, in silence.",
        },
    ),
    Prediction(
        "older_string",
        why="Strings are compared letter by letter, and '9' comes after '1'.",
        wrong={True: "2.9.0 is the older version, but these are strings."},
    ),
)
