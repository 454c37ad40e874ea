"""One update of a view: python -m tests.benchmarks.probes.widget_updates bar|panel URL COUNT

In a kernel of Jupyter's own, with a client that reads what it sends. `URL` must not answer. Prints
messages and bytes that an update sends to the page, and the kernel's CPU, in milliseconds.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_client.manager import start_new_kernel

CHECKOUT = Path(__file__).parents[3]
# The timer that draws is switched off: the updates are those that are counted.
SET_UP = """
import time
from IPython.display import display
from wxlab import Wx, panel, watch
from wxlab.core.progress import Tick
from wxlab.notebook.redraw import REDRAW
REDRAW.mark = lambda draw: None
wx = Wx(max_timeout=None)
task = wx.downloadFile(url={url!r}, timeout=24 * 60 * 60 * 1000)
while task.state == "queued":
    time.sleep(0.01)
view = watch(task) if {kind!r} == "bar" else panel(wx)
display(view)
if {kind!r} == "panel":
    view._heard(view, {{"kind": "hello", "view": "1"}}, [])
view.draw()
"""
UPDATE = """
start = time.process_time()
for number in range(1, {count} + 1):
    task._delivery.progressed(Tick(number * 100 // {count}, number, {count}))
    view.draw()
print("CPU", time.process_time() - start)
"""


def run(client, code):
    """What a cell sends: its messages to widgets, and what it prints."""
    sent, printed = [], []

    def note(message):
        content = message["content"]
        if message["msg_type"] == "comm_msg":
            sent.append(len(json.dumps(content)) + sum(map(len, message["buffers"])))
        elif message["msg_type"] == "stream":
            printed.append(content["text"])
        elif message["msg_type"] == "error":
            raise RuntimeError("\n".join(content["traceback"]))

    client.execute_interactive(code, timeout=120, output_hook=note, store_history=False)
    return sent, "".join(printed)


def main(kind, url, count):
    """Start a kernel, count, stop it."""
    with TemporaryDirectory() as folder:
        environ = {**os.environ, "IPYTHONDIR": folder, "PYTHONPATH": str(CHECKOUT)}
        manager, client = start_new_kernel(
            kernel_name="python3", env=environ, stderr=subprocess.DEVNULL
        )
        try:
            run(client, SET_UP.format(kind=kind, url=url))
            sent, printed = run(client, UPDATE.format(count=int(count)))
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    cpu = float(printed.split("CPU ")[1].split()[0])
    found = {"messages": len(sent), "bytes": sum(sent), "CPU ms": cpu * 1000}
    print(json.dumps({key: value / int(count) for key, value in found.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
