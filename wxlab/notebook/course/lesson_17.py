"""The exercises and predictions of lesson 17, "Choose, compress, upload, play".

What compresses is checked with pictures that are no more than their sizes, so that every machine
says the same; what uploads is checked against the lesson's practice server, as in lesson 12.
"""

from pathlib import Path
from typing import Any

from wxlab.api.record import Record
from wxlab.notebook.course.lesson_12 import desk, each_of, size_of
from wxlab.notebook.exercise import Case, Exercise, Prediction, call, finished

_SAID = "Could not choose: "


def _ended(text: str, **more: object) -> Record:
    return Record(errMsg=text, **more)


_LOST = _ended('chooseImage:fail no such file or directory, open "cancelled.jpg"', errno=1300002)


class _Shelf:
    """A mini-program with one picture; compressed at 60, it has 60 of 100 bytes."""

    def __init__(self, size: int) -> None:
        self.sizes = {"photo.jpg": size}

    async def getFileInfo(self, options: Any = None, /, **more: Any) -> Record:  # noqa: N802
        given = {**(options or {}), **more}
        return Record(size=self.sizes[given["filePath"]], errMsg="getFileInfo:ok")

    async def compressImage(self, options: Any = None, /, **more: Any) -> Record:  # noqa: N802
        given = {"quality": 80, **(options or {}), **more}
        path = f"{given['src']} at {given['quality']}"
        self.sizes[path] = self.sizes[given["src"]] * given["quality"] // 100
        return Record(tempFilePath=path, errMsg="compressImage:ok")


def _fitting(size: int, limit: int, expected: str) -> Case:
    """A case that lets the answer, a coroutine function, bring a picture below a limit."""
    return Case(
        f"fitting, for a photo.jpg of {size} bytes and a limit of {limit},",
        lambda function: finished(function, _Shelf(size), "photo.jpg", limit),
        expected,
    )


def _arrived(answer: Any, api: str, *sizes: int, without_the_second: bool = False) -> object:
    """The sizes that arrive of files that were chosen with this call."""
    send_all, server = answer
    with desk(*sizes) as (app, paths):
        res = getattr(app, api)(source=paths).wait()
        if without_the_second:
            Path(res.tempFiles[1].path).unlink()
        return each_of(finished(send_all, app, server.url("/upload"), res), size_of)


EXERCISES = (
    Exercise(
        "to_say",
        cases=(
            call("to_say", _ended("chooseImage:fail cancel", errno=1), ""),
            call("to_say", _ended("chooseMedia:fail cancel"), ""),
            call("to_say", _ended("chooseImage:fail:cancel"), ""),
            call("to_say", _LOST, f"{_SAID}{_LOST.errMsg}"),
        ),
        hints=(
            "Not every platform gives an errno. What do the texts of the three cancelled choices "
            "have in common, and what has the last one not?",
            'res.errMsg.endswith("cancel") is true of a cancelled choice, and of no other.',
        ),
        rows=("chooseImage.object.fail",),
    ),
    Exercise(
        "fitting",
        cases=(
            _fitting(1000, 5000, "photo.jpg"),
            _fitting(5000, 5000, "photo.jpg"),
            _fitting(100_000, 90_000, "photo.jpg at 80"),
            _fitting(100_000, 70_000, "photo.jpg at 60"),
            _fitting(100_000, 100, "photo.jpg at 20"),
        ),
        hints=(
            "Ask getFileInfo for the size before anything is compressed, and after each try.",
            "for quality in (80, 60, 40, 20): return what you have when it is small enough, else "
            "compress path itself, never what was compressed before.",
        ),
        rows=("compressImage.object.src", "compressImage.object.quality"),
    ),
    Exercise(
        "send_all",
        cases=(
            Case(
                "the sizes that arrive of 30000, 1000 and 2000 bytes from chooseImage",
                lambda answer: _arrived(answer, "chooseImage", 30_000, 1000, 2000),
                [30_000, 1000, 2000],
            ),
            Case(
                "the same of 500 and 4000 bytes from chooseMedia",
                lambda answer: _arrived(answer, "chooseMedia", 500, 4000),
                [500, 4000],
            ),
            Case(
                "the same of three files, the second of which has gone,",
                lambda answer: _arrived(answer, "chooseImage", 10, 20, 30, without_the_second=True),
                [10, "fail", 30],
            ),
        ),
        hints=(
            "Each file of res.tempFiles has a tempFilePath or a path; ask with in.",
            "endings.append(await task.settled()) in the loop takes an ending of either kind, "
            "where await task would stop at the first failure.",
        ),
        rows=("chooseMedia.success.tempFiles", "uploadFile.object.filePath"),
    ),
)

PREDICTIONS = (
    Prediction(
        "cancelled_choice",
        why="What was asked for did not come, and there is no third kind of ending.",
        wrong={
            "success": "It would need a picture to tell of.",
            "nothing": "Then nobody could take away what the page shows while it waits.",
        },
    ),
    Prediction(
        "quality_100",
        why="It is packed anew, now with care for every trace that the first packing left.",
        wrong={
            "smaller": "That depends on the quality it had: 100 asks for more than was there.",
            "the same": "A JPEG is unpacked and packed anew, whatever quality is asked for.",
        },
    ),
)
