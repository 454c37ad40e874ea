"""The exercises and predictions of lesson 5, "Stop a transfer"."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from wxlab.api.listeners import Listeners
from wxlab.api.record import Record
from wxlab.notebook.exercise import Case, Exercise, Prediction


def _stopped_at(*series: int) -> Case:
    """Where the answer's listener aborts, given these percentages; None when it does not."""

    def of(answer: Any) -> object:
        stopped: list[bool] = []
        listener = answer(SimpleNamespace(abort=lambda: stopped.append(True)))
        for percent in series:
            listener(Record(progress=percent))
            if stopped:
                return percent
        return None

    expected = next((percent for percent in series if percent >= 50), None)
    return Case(f"the percent of the abort among {_listed(series)}", of, expected)


def _heard(who: str, *expected: int) -> Case:
    """What the answer's own listener, or one that was there before, hears of three steps."""

    def of(answer: Any) -> object:
        listeners = Listeners()
        methods: dict[str, Callable[..., None]] = {
            "onProgressUpdate": listeners.add,
            "offProgressUpdate": listeners.remove,
        }
        heard: dict[str, list[int]] = {"its own": [], "another": []}
        listeners.add(lambda res: heard["another"].append(res.progress))
        answer(SimpleNamespace(**methods), heard["its own"])
        for percent in (10, 55, 100):
            for listener in listeners.snapshot():
                listener(Record(progress=percent))
        return heard[who]

    return Case(f"what {who} listener heard of 10, 55, 100", of, list(expected))


def _arrival(received: bool, aborted: bool, *fields: str) -> SimpleNamespace:
    """A request as the practice server's log shows it; a field is ``name=text``."""
    named = [field.partition("=") for field in fields]
    parts = [SimpleNamespace(name=name, text=text) for name, _, text in named]
    parts.append(SimpleNamespace(name="file", text=""))
    return SimpleNamespace(received=received, aborted=aborted, parts=tuple(parts))


def _left(what: str, expected: list[str], *arrivals: SimpleNamespace) -> Case:
    return Case(f"left_behind of {what}", lambda answer: answer(arrivals), expected)


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


_WHOLE = _arrival(True, True, "id=a1")
_ANSWERED = _arrival(True, False, "id=b2")
_PARTIAL = _arrival(False, True, "id=c3")

EXERCISES = (
    Exercise(
        "stop_from_half",
        cases=(
            _stopped_at(49, 50, 51),
            _stopped_at(16, 32, 49, 65, 81, 98, 100),
            _stopped_at(100),
            _stopped_at(10, 49),
        ),
        hints=(
            "A small file takes few steps. Does every number from 1 to 100 come?",
            "Ask whether the progress is 50 or more, not whether it is 50.",
        ),
        rows=("UploadTask.abort", "UploadTask.onProgressUpdate.callback.progress"),
    ),
    Exercise(
        "hear_once",
        cases=(
            _heard("its own", 10),
            _heard("another", 10, 55, 100),
        ),
        hints=(
            "A listener may take a listener away, itself too, while it runs.",
            "In the listener: task.offProgressUpdate(listener). Without an argument all would go.",
        ),
        rows=("UploadTask.offProgressUpdate",),
    ),
    Exercise(
        "left_behind",
        cases=(
            _left("one that was whole when the client left", ["a1"], _WHOLE),
            _left("one that was answered", [], _ANSWERED),
            _left("one that broke off", [], _PARTIAL),
            _left("one without an id", [], _arrival(True, True)),
            _left(
                "several",
                ["a1", "d4"],
                *(_WHOLE, _ANSWERED, _PARTIAL, _arrival(True, True, "user=test", "id=d4")),
            ),
        ),
        hints=(
            "Which two attributes tell that all of it came, and that the client left?",
            "Look at every part of such an arrival, and take the text of the one named id.",
        ),
        rows=("UploadTask.abort",),
    ),
)

PREDICTIONS = (
    Prediction(
        "abort_callbacks",
        why="An abort is one kind of failure: fail runs, then complete, and nothing after them.",
        wrong={
            "success complete": "success is for a server's answer, and there is none.",
            "fail": "complete runs at every end, after success or after fail.",
            "complete": "complete never comes alone: fail runs before it.",
            "": "A task always ends in callbacks, an aborted one too.",
        },
    ),
    Prediction(
        "abort_after_all",
        why="The whole request had arrived. An abort closes the connection, and undoes nothing.",
        wrong={False: "The client cannot take back what the server has read."},
    ),
    Prediction(
        "same_text",
        why="off takes away the very function that was given to on; a twin of it is another one.",
        wrong={False: "Two functions with the same text are two functions."},
    ),
)
