"""A question to a real notebook kernel: which Python, which loop, and does it know wxlab?

`wxlab doctor` runs in a terminal; what a notebook will meet, only a kernel can tell.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any

# Runs inside the kernel. It must not import wxlab before it has looked at the loop.
QUESTION = """
import asyncio, json, sys
_loop = asyncio.get_running_loop()
_answer = {
    "python": sys.executable,
    "loop": type(_loop).__module__,
    "patched": hasattr(type(_loop), "_nest_patched") or hasattr(_loop, "_nest_patched"),
    "import_error": "",
}
try:
    import wxlab
except Exception as error:
    _answer["import_error"] = f"{type(error).__name__}: {error}"
print(json.dumps(_answer))
"""


@dataclass(frozen=True)
class Answer:
    """What the kernel said: its Python, its loop's module, whether nest_asyncio has patched it."""

    python: str
    loop: str
    patched: bool
    import_error: str


def ask(timeout: float = 60) -> Answer:
    """Start the kernel that notebooks get, ask it, and stop it again.

    `timeout` is in seconds. Raises whatever Jupyter raises when no kernel answers, and
    ValueError when the answer makes no sense.
    """
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # As wxlab lab does.
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(
        kernel_name="python3", startup_timeout=timeout, stderr=subprocess.DEVNULL
    )
    try:
        printed: list[str] = []
        client.execute_interactive(
            QUESTION, timeout=timeout, output_hook=lambda message: printed.append(_text(message))
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return Answer(**json.loads("".join(printed)))


def _text(message: dict[str, Any]) -> str:
    content = message["content"]
    return str(content.get("text", "")) if content.get("name") == "stdout" else ""
