"""The exercises and predictions of lesson 14, "Provoke every fault"."""

from wxlab.api.record import Record
from wxlab.notebook.exercise import Case, Exercise, Prediction, call


def _answered(status: int, data: str = "") -> Record:
    return Record(statusCode=status, data=data)


def _failed(reason: str) -> Record:
    return Record(errMsg=f"uploadFile:fail {reason}")


_RESET = _failed("-101:net::ERR_CONNECTION_RESET")

EXERCISES = (
    Exercise(
        "refused_by",
        cases=(
            call("refused_by", _answered(413, "<html><h1>413</h1></html>"), "proxy"),
            call("refused_by", _answered(413, '{"error": "file too large"}'), "application"),
            call("refused_by", _answered(200, '{"size": 20000}'), "nobody"),
            call("refused_by", _RESET, "unknown"),
        ),
        hints=(
            "Print the data of two refusals: a proxy answers with a page. How does a page begin?",
            'First ask "statusCode" in res, then whether it is 413, then res.data.startswith("<").',
        ),
        rows=("uploadFile.success.statusCode", "uploadFile.success.data"),
    ),
    Exercise(
        "provoked",
        cases=(
            Case(
                "the first ending",
                lambda texts: texts[0],
                "downloadFile:fail -354:net::ERR_CONTENT_LENGTH_MISMATCH",
            ),
            Case(
                "the second ending",
                lambda texts: texts[1],
                "downloadFile:fail -320:net::ERR_INVALID_RESPONSE",
            ),
        ),
        hints=(
            'faults("ERR_CONTENT_LENGTH_MISMATCH") shows the names that lead to the first text.',
            "The second fault answers in another protocol; its name says what it is not.",
        ),
        rows=("downloadFile.fail.errMsg",),
    ),
    Exercise(
        "what_next",
        cases=(
            call("what_next", _answered(200), "done"),
            call("what_next", _answered(413), "stop"),
            call("what_next", _answered(503), "again"),
            call("what_next", _RESET, "again"),
            call("what_next", _failed("Error: socket hang up"), "again"),
            call("what_next", _failed("请求超时。"), "again"),
            call("what_next", _failed("interrupted"), "again"),
            call("what_next", _failed("-201:net::ERR_CERT_DATE_INVALID"), "stop"),
            call("what_next", _failed("url not in domain list"), "stop"),
            call("what_next", _failed("abort"), "stop"),
        ),
        hints=(
            'An ending with a statusCode: 2xx is done, 503 is worth another try. What is "again" '
            "among the failures?",
            "explain(res).address is the same word for all platforms: timeout, interrupted, or "
            "one that begins with ERR_CONNECTION.",
        ),
        rows=("uploadFile.success.statusCode", "uploadFile.fail.errMsg"),
    ),
)

PREDICTIONS = (
    Prediction(
        "after_reset",
        why="All of the request was read before the reset; only the answer is missing.",
        wrong={False: "A reset ends the connection. What was read before, stays read."},
    ),
    Prediction(
        "unseen_break",
        why="With neither a length nor chunks, the end of the connection is the end of the file.",
        wrong={
            "reset-mid-body": "A reset is no way to end an answer, and is always seen.",
            "close-without-answer": "There was not even a status, so it cannot be a success.",
            "short-body": "The length was announced, so everybody can count what is missing.",
            "cut-chunking": "The last chunk is an empty one, and it did not come.",
        },
    ),
    Prediction(
        "first_limit",
        why="The proxy stands in front, and the application never sees what it refuses.",
        wrong={"application": "Its limit is the lower one, but the photo did not get that far."},
    ),
)
