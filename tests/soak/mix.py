"""What a soak run is made of: one row for each kind of transfer, well or ill."""

from dataclasses import dataclass, field
from random import Random

SMALL, LARGE = (0, 1000), (0, 100_000)
LIMIT = 150_000
"""``max_download_bytes`` of the run."""

OK = frozenset({"ok"})
ABORT = frozenset({"abort"})


@dataclass(frozen=True)
class Row:
    """One kind of transfer.

    ``path`` on the practice server (``{size}`` stands for a random one, ``{port}`` for a port where
    nobody listens), or a whole ``url``. ``options`` replace those of the call. ``abort``: by when
    it is aborted, in seconds. ``endings``: how it may end, as the beginning of what follows
    ``:fail ``, or ``ok``. ``fault`` is what is broken on the path, for the whole run.
    """

    name: str
    weight: int
    api: str
    path: str
    endings: frozenset = OK
    sizes: tuple = LARGE
    options: dict = field(default_factory=dict)
    abort: float | None = None
    fault: str = ""


UP, DOWN = "uploadFile", "downloadFile"

ROWS = (
    Row("small uploads", 10, UP, "/upload", sizes=SMALL),
    Row("uploads", 10, UP, "/upload"),
    Row("uploads to anywhere", 3, UP, "/status/404", sizes=SMALL),
    Row("uploads sent on", 3, UP, "/redirect/2?code=307&to=/upload"),
    Row("uploads sent elsewhere", 3, UP, "/redirect/1?code=303"),
    Row("uploads answered late", 3, UP, "/slow/5"),
    Row("small downloads", 10, DOWN, "/file/{size}", sizes=SMALL),
    Row("downloads", 10, DOWN, "/file/{size}"),
    Row("coded downloads", 5, DOWN, "/file/{size}?gzip"),
    Row("downloads in chunks", 5, DOWN, "/file/{size}?chunked&deflate"),
    Row("downloads that end by closing", 3, DOWN, "/file/{size}?unknown"),
    Row("downloads that drip", 2, DOWN, "/drip/1000?ms=60"),
    Row("pages of errors", 5, DOWN, "/status/500"),
    Row("downloads sent on", 3, DOWN, "/redirect/3"),
    Row("sent on for ever", 1, DOWN, "/redirect/loop", frozenset({"reach the max redirect"})),
    Row("sent nowhere", 1, DOWN, "/redirect/1?to=ftp://h/", frozenset({"invalid url"})),
    Row("too large", 2, DOWN, "/file/200000", frozenset({"exceed max file size"})),
    Row("too large, decoded", 2, DOWN, "/file/200000?gzip", frozenset({"exceed max file size"})),
    Row("no answer", 2, DOWN, "/stall", frozenset({"timeout"}), options={"timeout": 20}),
    Row("no end", 2, DOWN, "/stall/body", frozenset({"timeout"}), options={"timeout": 20}),
    Row("no reader", 2, UP, "/stall/read", frozenset({"timeout"}), options={"timeout": 20}),
    Row("short of time", 3, DOWN, "/file/{size}", OK | {"timeout"}, options={"timeout": 1}),
    Row("nobody there", 3, DOWN, "http://127.0.0.1:{port}/", frozenset({"-102:"})),
    Row("aborted at once", 3, UP, "/upload", ABORT, abort=0),
    Row("uploads aborted", 5, UP, "/upload", OK | ABORT, abort=0.02),
    Row("downloads aborted", 5, DOWN, "/file/{size}", OK | ABORT, abort=0.02),
    Row("held, and aborted", 3, DOWN, "/stall/headers", ABORT, abort=0.02),
    Row("aborted on the way", 2, DOWN, "/redirect/9", OK | ABORT, abort=0.02),
    Row("no address", 1, DOWN, "/", frozenset({"parameter error"}), options={"url": 5}),
    Row("no file", 1, UP, "/upload", frozenset({"file not found"}), options={"filePath": "/no/x"}),
    Row(
        "no folder", 1, DOWN, "/file/9", frozenset({"no such file"}), options={"filePath": "/no/x"}
    ),
    Row("no header", 1, UP, "/", frozenset({"parameter error"}), options={"header": {"a\n": 1}}),
)

RESET, CLOSED = frozenset({"-101:"}), frozenset({"-100:"})
SLOW = {"options": {"timeout": 20}}

# Each on a path of its own. Not among them: a body longer than announced, whose rest may come when
# the next request is out on that connection already, which then is lost in its place.
ROWS += tuple(
    Row(f"{api}, {fault}", 1, api, f"/broken/{api}/{fault}", endings, SMALL, fault=fault, **more)
    for api in (UP, DOWN)
    for fault, endings, more in (
        ("reset-before-headers", RESET, {}),
        ("reset-mid-headers", RESET, {}),
        ("reset-after-headers", RESET, {}),
        ("reset-mid-body", RESET, {}),
        ("close-without-answer", CLOSED, {}),
        ("close-mid-headers", CLOSED, {}),
        ("short-body", frozenset({"-354:"}), {}),
        ("cut-chunking", frozenset({"-355:"}), {}),
        ("broken-chunking", frozenset({"-355:"}), {}),
        ("wrong-gzip", frozenset({"-330:"}), {}),
        ("not-http", frozenset({"-320:"}), {}),
        ("huge-headers", frozenset({"-320:"}), {}),
        ("stall-headers", frozenset({"timeout"}), SLOW),
        ("stall-body", frozenset({"timeout"}), SLOW),
        ("drip", frozenset({"timeout"}), SLOW),
        ("limit-client", frozenset({"exceed max file size"}), {}),
        ("redirect-loop", frozenset({"reach the max redirect"}), {}),
        ("duplicate-headers", OK, {}),
        ("no-content-length", OK, {}),
    )
)
ENDINGS = frozenset().union(*(row.endings for row in ROWS))
"""Every way in which one of them may end."""


def chosen(seed, number):
    """The row of one transfer of a run, and the generator of whatever else is random about it."""
    random = Random(f"{seed} {number}")
    return random.choices(ROWS, [row.weight for row in ROWS])[0], random
