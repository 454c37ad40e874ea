"""Where a widget's clicks are handled: beside the cell that runs, not after it.

JupyterLab sends what a widget says to a subshell, a thread of the kernel's own, so that a button
works while a cell computes. ipykernel 7.4 takes it back to where the widget last spoke from, which
is the main thread, and there a click waits until the cell has ended. Older kernels without
subshells (before 7) have nowhere else to go, and there it waits too.
"""

from typing import Any

import ipywidgets


def handled_at_once(widget: ipywidgets.Widget) -> None:
    """Let this widget's messages stay on the subshell that they were sent to."""
    comm: Any = widget.comm
    # ipykernel's own hook, which it looks up by name on every message; a comm without it is left
    # alone. A test in a real JupyterLab presses the button while a cell sleeps.
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda _data, sent_to: sent_to
