"""The life of a transfer, as a table.

Rules. A transfer is in exactly one state. What happens to it is an event, and the table says
where an event leads; an event that the table does not list is a bug, and raises. ``done`` and
``failed`` are final.

A transfer fails from anywhere. It can be answered while it is still sending (a server that
refuses a large body early), and it goes back to sending when a redirect is followed.
"""

from enum import StrEnum


class State(StrEnum):
    """What ``task.state`` says."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    RECEIVING = "receiving"
    DONE = "done"
    FAILED = "failed"


class Happened(StrEnum):
    """What can happen to a transfer."""

    STARTED = "started"
    SENT = "sent"
    REDIRECTED = "redirected"
    ANSWERED = "answered"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


TRANSITIONS: dict[State, dict[Happened, State]] = {
    State.QUEUED: {Happened.STARTED: State.SENDING, Happened.FAILED: State.FAILED},
    State.SENDING: {
        Happened.SENT: State.WAITING,
        Happened.REDIRECTED: State.SENDING,
        Happened.ANSWERED: State.RECEIVING,
        Happened.FAILED: State.FAILED,
    },
    State.WAITING: {
        # A download whose kept-alive connection proved dead is asked for again on a new one.
        Happened.SENT: State.WAITING,
        Happened.REDIRECTED: State.SENDING,
        Happened.ANSWERED: State.RECEIVING,
        Happened.FAILED: State.FAILED,
    },
    State.RECEIVING: {
        # The rest of a body that was answered early may still go out.
        Happened.SENT: State.RECEIVING,
        Happened.SUCCEEDED: State.DONE,
        Happened.FAILED: State.FAILED,
    },
    State.DONE: {},
    State.FAILED: {},
}


def after(state: State, happened: Happened) -> State:
    """Return the state that an event leads to; ``ValueError`` when the table does not list it."""
    try:
        return TRANSITIONS[state][happened]
    except KeyError:
        raise ValueError(f"{happened!r} cannot happen to a transfer that is {state!r}") from None
