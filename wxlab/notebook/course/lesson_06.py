"""The exercises and predictions of lesson 6, "Tell three endings apart"."""

from wxlab.api.record import Record
from wxlab.notebook.exercise import Case, Exercise, Prediction, call

_OK = "uploadFile:ok"


def _answered(status: int) -> Record:
    return Record(statusCode=status, errMsg=_OK)


def _failed(reason: str, errno: int | None = None) -> Record:
    res = Record(errMsg=f"uploadFile:fail {reason}")
    return res if errno is None else Record(res, errno=errno)


_REFUSED = _failed("-102:net::ERR_CONNECTION_REFUSED", 600001)

EXERCISES = (
    Exercise(
        "really_ok",
        cases=(
            call("really_ok", _answered(200), True),
            call("really_ok", _answered(201), True),
            call("really_ok", _answered(403), False),
            call("really_ok", _answered(500), False),
            call("really_ok", _REFUSED, False),
        ),
        hints=(
            "errMsg ends in ok for every answer. Which key tells what the server thought of it?",
            'A failure has no statusCode: res.get("statusCode", 0) gives 0 then.',
        ),
        rows=("uploadFile.success.statusCode", "uploadFile.success.errMsg"),
    ),
    Exercise(
        "give_up_in_time",
        cases=(
            Case("errMsg", lambda res: res.errMsg, "uploadFile:fail timeout"),
            Case("errno", lambda res: res.get("errno"), 5),
        ),
        hints=(
            "The first table of this lesson has a row for the time an upload may take.",
            "timeout is in milliseconds. Give one that is shorter than the server's second.",
        ),
        rows=("uploadFile.object.timeout", "uploadFile.fail.errMsg", "uploadFile.fail.errno"),
    ),
    Exercise(
        "name_the_ending",
        cases=(
            call("name_the_ending", _answered(200), "arrived"),
            call("name_the_ending", _answered(404), "refused"),
            call("name_the_ending", _answered(413), "refused"),
            call("name_the_ending", _failed("abort"), "stopped"),
            call("name_the_ending", _failed("timeout", 5), "failed"),
            call("name_the_ending", _REFUSED, "failed"),
        ),
        hints=(
            "Ask first whether there is a statusCode: then the server has answered.",
            'Of the rest, "abort" in the errMsg tells that somebody stopped it.',
        ),
        rows=("uploadFile.object.success", "uploadFile.object.fail", "uploadFile.fail.errMsg"),
    ),
)

PREDICTIONS = (
    Prediction(
        "a_404",
        why="success means that the server has answered. What it answered is in statusCode.",
        wrong={
            "fail": "fail is for no answer at all; a 404 is an answer.",
            "complete": "complete runs too, but last.",
        },
    ),
    Prediction(
        "read_before_413",
        why="The Content-Length told how long the body would be, so none of it had to be read.",
        wrong={
            1_000_000: "It would be so for a server that counts while it reads.",
            2_000_000: "A server need not read what it will refuse.",
        },
    ),
)
