"""The exercises and predictions of lesson 9, "Profile a request"."""

from collections.abc import Callable, Mapping
from typing import Any

from wxlab.notebook.exercise import Case, Exercise, Prediction

_ANSWERED = "downloadFile.success.profile"

# The first two are from phones, cut to their last digits: what is made up tends to be too tidy.
_NEW_HTTPS = {
    "connectStart": 2261,
    "connectEnd": 2326,
    "SSLconnectionStart": 2270,
    "SSLconnectionEnd": 2326,
    "requestStart": 2253,
    "responseEnd": 2404,
    "receivedBytedCount": 350,
}
_NEW_HTTP = {
    "connectStart": 1975,
    "connectEnd": 2077,
    "SSLconnectionStart": 1978,
    "SSLconnectionEnd": 1978,
    "requestStart": 1974,
    "responseEnd": 3523,
    "receivedBytedCount": 296,
}
_NEW_HTTP_AS_WRITTEN = _NEW_HTTP | {"SSLconnectionStart": 0, "SSLconnectionEnd": 0}
_REUSED = dict.fromkeys(_NEW_HTTPS, 5000)
_MEGABYTE = {"requestStart": 1000, "responseEnd": 1500, "receivedBytedCount": 1_000_000}


def _of(name: str, what: str, profile: Mapping[str, int], expected: object) -> Case:
    """A case that gives a profile to the answer, a function."""

    def gives(function: Callable[[Mapping[str, int]], object]) -> object:
        return function(dict(profile))

    return Case(f"{name}({what})", gives, expected)


def _longest(res: Any) -> str:
    taken: dict[str, float] = res.profile.har_timings()
    return max(taken, key=taken.__getitem__)


EXERCISES = (
    Exercise(
        "handshakes",
        cases=(
            _of("handshakes", "a new connection by https", _NEW_HTTPS, [9, 56]),
            _of("handshakes", "a new connection by http", _NEW_HTTP_AS_WRITTEN, [102, 0]),
            _of("handshakes", "the same on a phone", _NEW_HTTP, [102, 0]),
            _of("handshakes", "a connection used before", _REUSED, [0, 0]),
        ),
        hints=(
            "Look at the order: where do the two SSL moments lie, before, between or after "
            "connectStart and connectEnd?",
            "connectEnd comes when TLS is complete too, so take the TLS part away: "
            "tcp = connectEnd - connectStart - tls.",
        ),
        rows=(
            f"{_ANSWERED}.connectEnd",
            f"{_ANSWERED}.SSLconnectionStart",
            f"{_ANSWERED}.SSLconnectionEnd",
        ),
    ),
    Exercise(
        "long_receive",
        cases=(
            Case("the longest phase", _longest, "receive"),
            Case("the answer's Content-Length", lambda res: res.header["Content-Length"], "5000"),
        ),
        hints=(
            "server.routes lists what the practice server can do. Which route sends its body "
            "in small pieces?",
            "/drip/5000?ms=400 sends 5,000 bytes over 400 milliseconds.",
        ),
        rows=(f"{_ANSWERED}.responseStart", f"{_ANSWERED}.responseEnd"),
    ),
    Exercise(
        "kbps",
        cases=(
            _of("kbps", "1,000,000 bytes in 500 ms", _MEGABYTE, 16_000),
            _of("kbps", "350 bytes in 151 ms", _NEW_HTTPS, 18),
            _of("kbps", "296 bytes in 1549 ms", _NEW_HTTP, 1),
            _of("kbps", "5000 bytes in no time", _REUSED, 0),
        ),
        hints=(
            "A byte has 8 bits, and bits in a millisecond are kilobits in a second.",
            "receivedBytedCount * 8 // (responseEnd - requestStart), and 0 where that duration "
            "is 0.",
        ),
        rows=(f"{_ANSWERED}.throughputKbps", f"{_ANSWERED}.receivedBytedCount"),
    ),
)

PREDICTIONS = (
    Prediction(
        "reused_moments",
        why="The connection was there already, TLS and all, so all six are fetchStart.",
        wrong={
            0: "A reused connection has no such moments, but the fields are there: fetchStart "
            "stands in.",
            2: "The lookup was not needed the first time either; now the connection is there too.",
            4: "TLS belongs to the connection, and is reused with it. On plain http its two "
            "fields are 0, and then it is four.",
        },
    ),
    Prediction(
        "longest_phase",
        why="The system took all the bytes at once; then the server read them slowly, and the "
        "client could only wait.",
        wrong={
            "send": "requestEnd is when the last byte was handed to the system, not when it "
            "arrived.",
            "receive": "The answer is small and comes in one piece.",
        },
    ),
    Prediction(
        "slow_server_nettype",
        why="The estimate follows from the time between request and response headers, and "
        "the server's own time is in it.",
        wrong={
            "4g": "The network is as fast as it can be, but the estimator sees only when the "
            "answers come.",
            "2g": "That begins at 1,420 milliseconds.",
        },
    ),
)
