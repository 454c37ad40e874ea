"""The exercises and predictions of lesson 7, "Download a file to where you want it"."""

from typing import Any

from wxlab.api.record import Record
from wxlab.core import domains
from wxlab.net import address
from wxlab.notebook.exercise import Case, Exercise, Prediction, call


def _listed(api: str, url: str) -> Case:
    """Whether the answer, the lists of a mini-program, lets this API use this address."""

    def verdict(answer: Any) -> str:
        entries = frozenset(map(address.listed, answer.get(api, ())))
        ruling = domains.ruled(url, address.origin(url), api, {api: entries})
        return "ok" if ruling.allowed else "url not in domain list"

    return Case(f"{api} of {url}", verdict, "ok")


EXERCISES = (
    Exercise(
        "domain_lists",
        cases=(
            _listed("downloadFile", "https://files.example.com/a.png"),
            _listed("downloadFile", "https://img.files.example.com/b.png"),
            _listed("downloadFile", "https://cdn.example.com:8443/c.png"),
            _listed("uploadFile", "https://files.example.com/upload"),
        ),
        hints=(
            "Each address needs an entry of its own: the same scheme, host and port.",
            "Three entries for downloadFile: https without a port, the sub-domain, and :8443.",
        ),
        rows=("downloadFile.object.url",),
    ),
    Exercise(
        "own_path",
        cases=(
            Case("res.filePath", lambda res: res.filePath, "wxfile://usr/album.png"),
            Case("'tempFilePath' in res", lambda res: "tempFilePath" in res, False),
            Case("res.statusCode", lambda res: res.statusCode, 200),
            Case("the Content-Type", lambda res: res.header["Content-Type"], "image/png"),
        ),
        hints=(
            "One more option says where the file goes. Which row of the first table is it?",
            'filePath is wx.env.USER_DATA_PATH, then "/album.png".',
        ),
        rows=("downloadFile.object.filePath", "downloadFile.success.filePath"),
    ),
    Exercise(
        "file_of",
        cases=(
            call("file_of", Record(tempFilePath="tmp_1.png", statusCode=200), "tmp_1.png"),
            call("file_of", Record(filePath="wxfile://usr/a", statusCode=200), "wxfile://usr/a"),
            call("file_of", Record(tempFilePath="tmp_2.html", statusCode=404), None),
            call("file_of", Record(filePath="wxfile://usr/b", statusCode=500), None),
        ),
        hints=(
            'Look at statusCode first. Then ask: "filePath" in res?',
            "if res.statusCode != 200: return None; else return the one of the two keys there is.",
        ),
        rows=(
            "downloadFile.success.tempFilePath",
            "downloadFile.success.filePath",
            "downloadFile.success.statusCode",
        ),
    ),
)

PREDICTIONS = (
    Prediction(
        "missing_key",
        why="The file is where you asked for it, so there is no temporary one to name.",
        wrong={
            "filePath": "That one has come: it repeats what you gave.",
            "profile": "profile comes either way, unless enableProfile is false.",
        },
    ),
    Prediction(
        "survivor",
        why="New bytes go to a file of their own; it takes the old one's place when it is whole.",
        wrong={
            0: "The old file is not emptied beforehand.",
            2500: "Half had arrived, but in another file, which is gone.",
            5000: "That many were announced; half of them never came.",
        },
    ),
    Prediction(
        "port_written_out",
        why="An entry without a port allows addresses without a port, and no others.",
        wrong={"success": "443 is where https goes anyway, but the list is compared as written."},
    ),
)
