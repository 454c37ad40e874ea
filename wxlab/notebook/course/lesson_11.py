"""The exercises and predictions of lesson 11, "Queue more than ten"."""

from collections.abc import Callable
from typing import Any

from wxlab.api.record import Record
from wxlab.core import options
from wxlab.notebook.exercise import Case, Exercise, Prediction, call
from wxlab.spec import row

_LIBRARY = "3.16.2"
_LIMIT_MS = int(str(row("limits.timeout").default))

Done = Callable[[], object]
Job = Callable[[Done], object]


def _outcome(answer: Any) -> str:
    """What uploadFile would say of these options, without sending anything."""
    checked = options.check("uploadFile", answer, _LIBRARY)
    return " ".join([*checked.problems, *checked.warnings]) or "ok"


def _budget_ms(answer: Any) -> float:
    """The time that a call with these options may take, in milliseconds."""
    given = options.check("uploadFile", answer, _LIBRARY).values
    return options.budget_ms(given.get("timeout"), None, _LIMIT_MS, _LIMIT_MS)


class _Jobs:
    """Jobs that end when they are told to, or at once: a pool's behaviour without any waiting."""

    def __init__(self, count: int, at_once: bool = False) -> None:
        self.started: list[int] = []
        self.peak = 0
        self._at_once = at_once
        self._running: list[Done] = []
        self._most = 3 * count
        self.jobs = [self._job(number) for number in range(count)]

    def _job(self, number: int) -> Job:
        def start(done: Done) -> None:
            if len(self.started) >= self._most:
                raise RuntimeError("jobs are started again and again")
            self.started.append(number)
            if self._at_once:
                done()
                return
            self._running.append(done)
            self.peak = max(self.peak, len(self._running))

        return start

    def run(self, pool: Any, limit: int, newest_first: bool = False) -> "_Jobs":
        """Let a pool run them all; the oldest one running ends first, or the newest."""
        pool(list(self.jobs), limit)
        while self._running:
            self._running.pop(-1 if newest_first else 0)()
        return self

    def after_one(self, pool: Any, limit: int) -> int:
        """How many have been started when one, and only one, has ended."""
        pool(list(self.jobs), limit)
        if self._running:
            self._running.pop(0)()
        return len(self.started)


EXERCISES = (
    Exercise(
        "twenty_seconds",
        cases=(
            Case("uploadFile(answer)", _outcome, "ok"),
            Case("the time it may take, in ms,", _budget_ms, 20_000),
        ),
        hints=(
            "Compare the name of the last option with the table, letter by letter.",
            "The option is timeout, and 20 seconds are 20 times 1000 of its unit.",
        ),
        rows=("uploadFile.object.timeout", "limits.timeout"),
    ),
    Exercise(
        "who_gave_up",
        cases=(
            call("who_gave_up", Record(errMsg="uploadFile:fail timeout", errno=5), "client"),
            call("who_gave_up", Record(errMsg="downloadFile:fail timeout", errno=5), "client"),
            call("who_gave_up", Record(statusCode=504, errMsg="uploadFile:ok"), "server"),
            call("who_gave_up", Record(statusCode=408, errMsg="uploadFile:ok"), "server"),
            call("who_gave_up", Record(statusCode=200, errMsg="uploadFile:ok"), "nobody"),
            call("who_gave_up", Record(errMsg="uploadFile:fail abort"), "nobody"),
        ),
        hints=(
            "A server that gives up still answers, so its result has a statusCode.",
            'res.get("statusCode") in (408, 504) is the server; res.get("errno") == 5 the client.',
        ),
        rows=("limits.timeout", "uploadFile.success.statusCode"),
    ),
    Exercise(
        "pool",
        cases=(
            Case("the most of 25 at a time", lambda pool: _Jobs(25).run(pool, 10).peak, 10),
            Case("the most of 3 at a time", lambda pool: _Jobs(3).run(pool, 10).peak, 3),
            Case(
                "the jobs started of 5, two at a time, when one is done,",
                lambda pool: _Jobs(5).after_one(pool, 2),
                3,
            ),
            Case(
                "the order of 5, one at a time,",
                lambda pool: _Jobs(5).run(pool, 1).started,
                [*range(5)],
            ),
            Case(
                "the order of 5, when the newest ends first,",
                lambda pool: _Jobs(5).run(pool, 2, newest_first=True).started,
                [*range(5)],
            ),
            Case(
                "the order of 4 that end at once",
                lambda pool: _Jobs(4, at_once=True).run(pool, 2).started,
                [*range(4)],
            ),
        ),
        hints=(
            "Keep the jobs that wait in a list. Who is told when a place becomes free?",
            "Write an inner function that takes the first waiting job, if there is one, and calls "
            "it with itself as done; begin by calling it limit times.",
        ),
        rows=("limits.concurrency",),
    ),
)

PREDICTIONS = (
    Prediction(
        "waves",
        why="Ten places are taken, then ten again, and the last five make a third wave.",
        wrong={
            2: "25 // 10 is 2, and leaves five files behind.",
            1: "The server was never asked by more than ten at a time.",
            25: "They do not go one by one: ten travel side by side.",
        },
    ),
    Prediction(
        "both_kinds",
        why="Uploads have ten places and downloads have ten of their own.",
        wrong={
            10: "The specification's sentence can be read so; wxlab counts each kind by itself.",
            30: "Five of each kind had to wait in line.",
        },
    ),
    Prediction(
        "timeout_of_20",
        why="timeout is in milliseconds: 20 of them were over long before the answer came.",
        wrong={"ok": "That would be so if the unit were the second."},
    ),
)
