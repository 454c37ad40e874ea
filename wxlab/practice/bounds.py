"""How much of its time and of its connections a server gives away.

The bounds of sizes and counts stand where they are kept; SECURITY.md lists them all.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one server puts up with; times in seconds.

    ``connections``: how many at a time. ``idle``: how long one may bring no request. ``head``: how
    long a request's headers may take from their first byte on. ``silence``: how long a body may
    pause, and ``patience``: how long it may pause in all. ``untaken``: how long a client may leave
    an answer unread. ``lingering``: how long the rest of a refused body is read and forgotten, so
    that its client comes to read why. ``held``: how long an answer waits for ``release``.
    """

    connections: int = 512
    idle: float = 75
    head: float = 20
    silence: float = 30
    patience: float = 300
    untaken: float = 60
    lingering: float = 10
    held: float = 3600


BOUNDS = Bounds()
"""What a practice server puts up with unless told otherwise."""
