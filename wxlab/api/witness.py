"""Who can tell what arrived: servers on this very machine, for views that show both ends.

A client knows only what it handed to the network. A practice server in the same process knows what
it has read. It registers here, and whoever shows a transfer asks; nothing of a transfer depends on
the answer.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a server is with one request.

    ``body_bytes`` of the request's body have been read, ``received`` says that it came whole,
    ``answered`` that there is an answer.
    """

    body_bytes: int
    received: bool
    answered: bool


class Witness(Protocol):
    """A server that keeps a log."""

    def reading(self, client_port: int, number: int) -> Reading | None:
        """A request, by its client's port and its number on that connection, from 1."""


_LOCK = threading.Lock()
_WITNESSES: dict[int, Witness] = {}


def register(port: int, witness: Witness) -> Callable[[], None]:
    """Ask this witness about requests to a port of this machine; returns what ends it."""
    with _LOCK:
        _WITNESSES[port] = witness

    def leave() -> None:
        with _LOCK:
            if _WITNESSES.get(port) is witness:
                del _WITNESSES[port]

    return leave


def reading(peer_ip: str, port: int, client_port: int, number: int) -> Reading | None:
    """What a server on this machine says of a request; ``None`` where there is none to ask."""
    witness = _WITNESSES.get(port)
    if witness is None or not peer_ip or not ip_address(peer_ip.partition("%")[0]).is_loopback:
        return None
    return witness.reading(client_port, number)
