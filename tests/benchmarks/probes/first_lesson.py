"""Time to the first lesson: python -m tests.benchmarks.probes.first_lesson wxlab|jupyter

From the command, `wxlab lab` or plain `jupyter lab` on the same lessons, until the kernel that the
server has started for lesson 1 has answered `1 + 1`: what a learner waits for, but for the browser.
Everything is new to JupyterLab but its compiled code. Prints seconds.
"""

import asyncio
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

CHECKOUT = Path(__file__).parents[3]
SECONDS = 120


def command(kind, port, folder):
    """The words that start it on a port, and the folder with its lessons."""
    if kind == "wxlab":
        words = ["-m", "wxlab", "lab", "--no-browser", "--port", str(port), "--dir", str(folder)]
    else:
        shutil.copytree(CHECKOUT / "notebooks", folder)
        words = ["-m", "jupyterlab", "--no-browser", f"--ServerApp.root_dir={folder}"]
        words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--allow-root"]
    return [sys.executable, *words]


def environment(home, token):
    """A Jupyter that knows nothing of other times."""
    names = ("CONFIG", "DATA", "RUNTIME")
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in names}
    own = {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "JUPYTER_TOKEN": token}
    # As `wxlab lab` does: this Python's kernel, whatever others there are.
    return {**os.environ, **folders, **own, "JUPYTER_PREFER_ENV_PATH": "1"}


async def up(session):
    """Wait until the server answers."""
    while True:
        try:
            async with session.get("/api/status") as response:
                if response.ok:
                    return
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(0.02)


async def answered(session, lesson):
    """Open a lesson as the page does, and have its kernel answer."""
    async with session.get(f"/api/contents/{lesson}") as response:
        assert (await response.json())["type"] == "notebook"
    asked = {"path": lesson, "name": lesson, "type": "notebook", "kernel": {"name": "python3"}}
    async with session.post("/api/sessions", json=asked) as response:
        kernel = (await response.json())["kernel"]["id"]
    content = {"code": "1 + 1", "silent": False, "store_history": True, "allow_stdin": False}
    header = {"msg_id": "1", "msg_type": "execute_request", "session": "1", "username": ""}
    header |= {"version": "5.3", "date": "2026-01-01T00:00:00Z"}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    async with session.ws_connect(f"/api/kernels/{kernel}/channels", max_msg_size=0) as socket:
        await socket.send_json({**message, "channel": "shell", "buffers": []})
        async for said in socket:
            reply = json.loads(said.data)
            if reply["msg_type"] == "execute_result":
                assert reply["content"]["data"]["text/plain"] == "2"
                return


async def first_answer(port, token):
    """Be a page that opens lesson 1, as soon as there is a server."""
    (lesson,) = (path.name for path in (CHECKOUT / "notebooks").glob("01_*.ipynb"))
    headers = {"Authorization": f"token {token}"}
    async with (
        asyncio.timeout(SECONDS),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as session,
    ):
        await up(session)
        await answered(session, lesson)


def seconds(kind, folder):
    """Start, wait, stop."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    token = secrets.token_hex(8)
    words, environ = command(kind, port, folder / "lessons"), environment(folder, token)
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    started = time.perf_counter()
    lab = subprocess.Popen(words, cwd=folder, env=environ, **quiet)
    try:
        asyncio.run(first_answer(port, token))
        return time.perf_counter() - started
    finally:
        lab.send_signal(signal.SIGTERM)
        lab.wait()


def main(kind):
    """Print the seconds."""
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        print(json.dumps({"s": seconds(kind, Path(folder))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
