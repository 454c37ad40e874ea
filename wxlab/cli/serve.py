"""`wxlab serve`: the practice server alone, for curl, a browser or DevTools to talk to."""

from __future__ import annotations

import os
import sys
import threading

from wxlab.cli.words import Language, reason, say


def run(port: int, token: bool, cloud: str | None, language: Language) -> int:
    """Serve on `port` (0: any free one) until Ctrl-C, which is the normal end and returns 0.

    With `token` the address has a token in it, and nobody is answered who does not know it.
    `cloud` is a folder that keeps what is deployed; without it that is gone in the end.

    Returns 1, with the reason on stderr, when the port or the folder cannot be had.
    """
    from wxlab import practice

    try:
        server = practice.serve(port=port, token=token, cloud=cloud)
    except OSError as error:
        print(_refusal(error, port, language), file=sys.stderr)
        return 1
    # All of it within `try`: a Ctrl-C while the routes are being printed is a normal end too.
    try:
        with server:
            print(say(language, "serving", url=server.url("/")))
            print(server.routes)
            if cloud is not None:
                folder, key = server.cloud.path, server.cloud.key_file
                print(say(language, "cloud", folder=folder, key=key))
            print(say(language, "stop"), flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        print()
    return 0


def _refusal(error: OSError, port: int, language: Language) -> str:
    # Only what happens to a file has its name.
    if error.filename is not None:
        why = reason(language, error)
        return say(language, "cloud refused", folder=error.filename, reason=why)
    why = os.strerror(error.errno) if error.errno else str(error)
    return say(language, "port refused", port=port, reason=why)
