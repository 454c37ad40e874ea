"""The exercises and predictions of lesson 12, "Build an uploader".

An answer about many files is checked with a mini-program of its own against the lesson's practice
server, which stands beside it in the answer: ``(Uploader, server)``.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wxlab.api.errors import WxError
from wxlab.api.mini_program import Wx
from wxlab.api.task import Task
from wxlab.notebook.exercise import Case, Exercise, Prediction

_PATIENCE_S = 5
"""How long a check waits for one transfer; a right answer needs a tenth of that."""


@contextmanager
def desk(*sizes: int) -> Iterator[tuple[Wx, list[Path]]]:
    """A mini-program, and files of these sizes; there is no file where the size is negative."""
    with TemporaryDirectory() as folder, Wx() as app:
        paths = [Path(folder, f"{number}.jpg") for number in range(len(sizes))]
        for path, size in zip(paths, sizes, strict=True):
            if size >= 0:
                path.write_bytes(bytes(size))
        yield app, paths


def _finish(app: Wx) -> None:
    """Wait for every task, also for those that the ending of another one starts."""
    over: set[Task] = set()
    while left := [task for task in app.tasks if task not in over]:
        for task in left:
            with suppress(WxError):
                task.wait(_PATIENCE_S)
        over.update(left)


def each_of(results: Any, look: Any) -> object:
    """What is seen in each result; what is no list is shown as it is."""
    if not isinstance(results, Sequence) or isinstance(results, str):
        return results
    return [None if res is None else look(res) for res in results]


def size_of(res: Any) -> int | str:
    """How many bytes of a file arrived, as the server says."""
    if "data" not in res:
        return "fail"
    size: int = json.loads(res.data)["parts"][0]["size"]
    return size


def _ending(res: Any) -> str:
    return str(res.errMsg).partition(" /")[0].partition(":")[2].partition(":")[0]


def _sizes_of(answer: Any, *sizes: int) -> object:
    """The sizes that a function's list holds when all is over; small files are through first."""
    upload_all, server = answer
    with desk(*sizes) as (app, paths):
        results = upload_all(app, server.url("/slow/upload?kbps=2000"), paths)
        _finish(app)
        return each_of(results, size_of)


def _endings(answer: Any) -> object:
    """Three files, of which the second comes to be there only before a retry."""
    kind, server = answer
    with desk(1000, -1, 3000) as (app, paths):
        uploader = kind(app, server.url("/upload"), paths)
        uploader.start()
        _finish(app)
        before = each_of(uploader.results(), _ending)
        paths[1].write_bytes(bytes(2000))
        uploader.retry()
        _finish(app)
        return before, each_of(uploader.results(), size_of)


def _requests(answer: Any, path: str) -> int:
    """How many requests come of three files and one retry."""
    kind, server = answer
    with desk(1000, 2000, 3000) as (app, paths):
        before = server.hits(path)
        uploader = kind(app, server.url(path), paths)
        uploader.start()
        _finish(app)
        uploader.retry()
        _finish(app)
        return int(server.hits(path) - before)


def _aborted(answer: Any) -> object:
    kind, server = answer
    with desk(1000, 2000) as (app, paths):
        uploader = kind(app, server.url("/upload"), paths)
        uploader.start()
        uploader.abort()
        _finish(app)
        return each_of(uploader.results(), _ending)


def _percent(sent: list[int], sizes: list[int], expected: int) -> Case:
    return Case(
        f"whole_percent({sent!r}, {sizes!r})", lambda percent: percent(sent, sizes), expected
    )


EXERCISES = (
    Exercise(
        "order_kept",
        cases=(
            Case(
                "the sizes of 100000, 1000 and 30000 bytes, in the order of the list,",
                lambda answer: _sizes_of(answer, 100_000, 1000, 30_000),
                [100_000, 1000, 30_000],
            ),
            Case(
                "the same with no second file",
                lambda answer: _sizes_of(answer, 60_000, -1, 1000),
                [60_000, "fail", 1000],
            ),
            Case("no files", lambda answer: _sizes_of(answer), []),
        ),
        hints=(
            "success tells nothing of a file that failed, and appends in the order of arrival.",
            "Make a list of the right length first, and let complete put each result into the "
            "place of its own file. An inner function send(number, path) remembers the number.",
        ),
        rows=("uploadFile.object.complete", "uploadFile.object.filePath"),
    ),
    Exercise(
        "whole_percent",
        cases=(
            _percent([20_000, 0, 0], [20_000, 300_000, 150_000], 4),
            _percent([50, 50], [100, 100], 50),
            _percent([999, 1000], [1000, 1000], 99),
            _percent([7, 5], [7, 5], 100),
            _percent([0], [0], 100),
            _percent([], [], 100),
        ),
        hints=(
            "Add first, divide once: all bytes sent, all bytes there are.",
            "100 * sum(sent) // sum(sizes), and 100 when sum(sizes) is 0.",
        ),
        rows=(
            "UploadTask.onProgressUpdate.callback.progress",
            "UploadTask.onProgressUpdate.callback.totalBytesSent",
        ),
    ),
    Exercise(
        "uploader",
        cases=(
            Case(
                "results(), before and after the second file is there and retry(),",
                _endings,
                (["ok", "fail file not found", "ok"], [1000, 2000, 3000]),
            ),
            Case("results() after start() and abort()", _aborted, ["fail abort", "fail abort"]),
            Case(
                "the requests for three files and a retry(), when all is well,",
                lambda answer: _requests(answer, "/upload"),
                3,
            ),
            Case(
                "the requests for three files and a retry(), when each answer is a 503,",
                lambda answer: _requests(answer, "/status/503"),
                6,
            ),
        ),
        hints=(
            "start() keeps the tasks in a list, in the order of paths; the other methods go "
            "through that list, and a task's result is in task.result.",
            "retry() goes through enumerate(self.tasks), and puts a new task into the place of "
            "each whose result is there and not ok(...).",
        ),
        rows=("UploadTask.abort", "uploadFile.success.statusCode"),
    ),
)

PREDICTIONS = (
    Prediction(
        "arrival_order",
        why="All three set out together, and the smallest file is through first.",
        wrong={
            "cat dog sea": "They set out in this order; nothing makes them arrive in it.",
            "cat sea dog": "The largest takes longest, since each travels at the same rate.",
        },
    ),
    Prediction(
        "how_many_arrive",
        why="Each call has an ending of its own; one that fails takes no other with it.",
        wrong={
            0: "A list of awaits stops at the first error, but the transfers do not.",
            1: "The third file does not wait for the second.",
            3: "There is no file called gone.jpg to send.",
        },
    ),
)
