"""A cloud function's process: started with nothing of ours but its code, and ended for certain.

It runs with the rights of whoever runs the server; the limits are against accidents. It gets a
throw-away copy of its files, a clean environment, and files instead of pipes: what goes in is
there before it starts, and what it may write is bounded by the system.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxlab.practice.cloud.archive import Files
from wxlab.practice.cloud.function import Manifest
from wxlab.practice.cloud.refusal import CloudError

MAX_RESULT_BYTES = 1024 * 1024
MAX_LOG_BYTES = 64 * 1024
MAX_WRITTEN_BYTES = 16 * 1024 * 1024
MAX_MEMORY_MIB = 256
MAX_START_SECONDS = 60

_RUNTIME = Path(__file__).parent / "runtime"
_POLL_SECONDS = 0.005
# Addresses are more than memory: Python reserves some that it never touches.
_ADDRESSES_KIB = 2 * MAX_MEMORY_MIB * 1024
# No core files; files of so many blocks, which are 512 bytes in sh; seconds of processor time, so
# that one whose server was killed ends too.
_LIMITS = f"ulimit -c 0; ulimit -f {MAX_WRITTEN_BYTES // 512}; ulimit -t {{seconds}}; "
_ADDRESSES = f"ulimit -v {_ADDRESSES_KIB} 2>/dev/null; "
_PLACE = re.compile(r'File "([^"]+)", line (\d+)|((?:[^\s():]+/)?[^\s():/]+\.[cm]?js):(\d+)')


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended: with a value, or an error and the trace that the language gave.

    `log`: what it printed, the first 64 KiB.
    """

    value: Any = None
    error: CloudError | None = None
    trace: str = ""
    log: str = ""


def run(
    files: Files, manifest: Manifest, said: object, parent: Path | None, stop: threading.Event
) -> Ending:
    """Run a function once, in a folder below `parent` that is gone afterwards.

    `said` are its event and its context. Blocks until it has ended: by itself, after its time, or
    soon after `stop` is set.
    """
    with tempfile.TemporaryDirectory(
        prefix="wxlab-function-", dir=parent, ignore_cleanup_errors=True
    ) as made:
        folder = Path(made).resolve()
        _write(files, folder / "code")
        (folder / "event.json").write_text(json.dumps(said))
        words = _words(manifest, folder)
        if words is None:
            return Ending(error=_no_node())
        code, late = _ran(words, folder, manifest.seconds, stop)
        return _ending(folder, manifest, code, late)


def _write(files: Files, folder: Path) -> None:
    folder.mkdir()
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _words(manifest: Manifest, folder: Path) -> list[str] | None:
    """The command; None when there is no Node.js."""
    limits = _LIMITS.format(seconds=manifest.seconds + MAX_START_SECONDS)
    if manifest.language == "python":
        limits += _ADDRESSES
        program = [sys.executable, "-I", "-S", "-B", "-u", "-X", "utf8", f"{_RUNTIME}/start.py"]
    else:
        node = shutil.which("node")
        if node is None:
            return None
        program = [node, f"--max-old-space-size={MAX_MEMORY_MIB}", f"{_RUNTIME}/start.js"]
    results = [f"{folder}/result.json", f"{folder}/started"]
    return ["/bin/sh", "-c", f'{limits}exec "$0" "$@"', *program, manifest.entry, *results]


def _ran(
    words: list[str], folder: Path, seconds: float, stop: threading.Event
) -> tuple[int | None, bool]:
    """Start it, and see to its end: its exit code, and whether its time was over."""
    code = folder / "code"
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(code),
        "TMPDIR": str(code),
    }
    with (folder / "event.json").open() as event, (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            words,
            stdin=event,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=code,
            env=environment,
            start_new_session=True,
        )
    try:
        late = not _ended(process, folder / "started", seconds, stop)
    finally:
        # What it has started goes with it.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        exit_code = process.wait()
    return exit_code, late


def _ended(
    process: subprocess.Popen[bytes], started: Path, seconds: float, stop: threading.Event
) -> bool:
    """Wait for the end; False when the time is over. Its own time begins with its own code."""
    deadline = time.monotonic() + MAX_START_SECONDS
    running = False
    while process.poll() is None:
        if not running and started.exists():
            running, deadline = True, time.monotonic() + seconds
        if time.monotonic() >= deadline or stop.wait(_POLL_SECONDS):
            # It may have ended this very moment.
            return process.poll() is not None
    return True


def _ending(folder: Path, manifest: Manifest, code: int | None, late: bool) -> Ending:
    log = _beginning(folder / "log", MAX_LOG_BYTES).decode("utf-8", "replace")
    if late:
        return Ending(error=_too_late(manifest.seconds), log=log)
    result = folder / "result.json"
    if not result.is_file():
        return Ending(error=_no_answer(code), log=log)
    text = _beginning(result, MAX_RESULT_BYTES + 1)
    if len(text) > MAX_RESULT_BYTES:
        return Ending(error=_too_much(), log=log)
    try:
        said = json.loads(text)
    except RecursionError:
        return Ending(error=too_deep(), log=log)
    except ValueError:
        return Ending(error=_no_answer(code), log=log)
    if "error" in said:
        trace = said["trace"].replace(f"{folder}/code/", "")
        return Ending(error=_failed(said["error"], trace), trace=trace, log=log)
    return Ending(value=said.get("value"), log=log)


def _beginning(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(most)


def _failed(said: str, trace: str) -> CloudError:
    """The function's own error, at the place in its code that is nearest to it."""
    places = [(python or js, int(at or at_js)) for python, at, js, at_js in _PLACE.findall(trace)]
    own = [(file, line) for file, line in places if not file.startswith(("/", "<", "node:"))]
    # Python tells the innermost call last, JavaScript first.
    python = 'File "' in trace
    file, line = (own[-1] if python else own[0]) if own else (None, None)
    said = said.replace("\n", " ")[:1000]
    return CloudError(
        40006,
        f"the function failed: {said}",
        f"云函数出错：{said}",
        status=500,
        file=file,
        line=line,
    )


def _too_late(seconds: int) -> CloudError:
    return CloudError(
        40007,
        f"the function took more than {seconds} s; config.json's timeout may be up to 20",
        f"云函数运行超过 {seconds} 秒；config.json 的 timeout 最多 20",
        status=504,
    )


def _no_answer(code: int | None) -> CloudError:
    if code == 0:
        why = (
            "nothing settles its promise, or it ended itself",
            "没有返回：Promise 无人兑现，或自行退出",
        )
    else:
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        why = (
            f"it used or wrote too much, or ended itself ({how})",
            f"占用或写入过多，或自行退出（{how}）",
        )
    return CloudError(
        40006,
        f"the function ended without an answer: {why[0]}",
        f"云函数没有结果就结束了：{why[1]}",
        status=500,
    )


def _too_much() -> CloudError:
    return CloudError(
        40006,
        f"the function's answer is larger than {MAX_RESULT_BYTES:,} bytes",
        f"云函数的返回值超过 {MAX_RESULT_BYTES:,} 字节",
        status=500,
    )


def too_deep() -> CloudError:
    """Say that an answer cannot be handed on: there are too many lists in lists."""
    return CloudError(
        40006,
        "the function's answer is nested too deep",
        "云函数的返回值嵌套过深",
        status=500,
    )


def _no_node() -> CloudError:
    return CloudError(
        40008,
        "this function is written for Node.js, and there is none on this machine: install it, or"
        " write index.py",
        "这个云函数需要 Node.js，而本机没有：请安装，或改用 index.py",
        status=501,
    )
