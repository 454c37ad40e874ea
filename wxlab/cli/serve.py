"""`wxlab serve`: the practice server alone, for curl, a browser or DevTools to talk to."""

from __future__ import annotations

import os
import sys
import threading

from wxlab.cli.words import Language, say


def run(port: int, token: bool, language: Language) -> int:
    """Serve on `port` (0: any free one) until Ctrl-C, which is the normal end and returns 0.

    With `token` the address has a token in it, and nobody is answered who does not know it.

    Returns 1, with the reason on stderr, when the port cannot be had.
    """
    from wxlab import practice

    try:
        server = practice.serve(port=port, token=token)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        print(say(language, "port refused", port=port, reason=reason), file=sys.stderr)
        return 1
    # All of it within `try`: a Ctrl-C while the routes are being printed is a normal end too.
    try:
        with server:
            print(say(language, "serving", url=server.url("/")))
            print(server.routes)
            print(say(language, "stop"), flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        print()
    return 0
