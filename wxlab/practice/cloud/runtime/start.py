"""Runs one cloud function written in Python, in a process and a folder of its own.

The event and the context come as JSON on standard input. STARTED is written when the function's
own time begins, RESULT when it has returned or raised. All that it prints is its log.
"""

import importlib.util
import inspect
import json
import os
import sys
import traceback
from pathlib import Path


def main(entry: str, result: str, started: str) -> None:
    """Run it, and write what became of it."""
    event, context = json.load(sys.stdin)
    sys.path.insert(0, os.getcwd())
    Path(started).touch()
    try:
        text = json.dumps({"value": _returned(entry, event, context)}, allow_nan=False)
    except BaseException as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        shown = traceback.format_exception(type(error), error, trace, limit=-10)
        said = f"{type(error).__name__}: {error}"
        text = json.dumps({"error": said, "trace": "".join(shown)})
    Path(result).write_text(text)


def _returned(entry: str, event: object, context: object) -> object:
    spec = importlib.util.spec_from_file_location("index", os.path.abspath(entry))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["index"] = module
    spec.loader.exec_module(module)
    returned = module.main(event, context)
    if not inspect.isawaitable(returned):
        return returned
    import asyncio  # which takes as long as all the others together

    return asyncio.run(_awaited(returned))


async def _awaited(returned: object) -> object:
    return await returned  # type: ignore[misc]


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # whatever the function has left running
