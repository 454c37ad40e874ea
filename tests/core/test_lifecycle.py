"""wxlab.core.lifecycle: every state with every event."""

import itertools

import pytest

from wxlab.core.lifecycle import TRANSITIONS, Happened, State, after

# From: started, sent, redirected, answered, succeeded, failed. "-" cannot happen.
TABLE = {
    "queued": ("sending", "-", "-", "-", "-", "failed"),
    "sending": ("-", "waiting", "sending", "receiving", "-", "failed"),
    "waiting": ("-", "waiting", "sending", "receiving", "-", "failed"),
    "receiving": ("-", "receiving", "-", "-", "done", "failed"),
    "done": ("-",) * 6,
    "failed": ("-",) * 6,
}
EVENTS = ("started", "sent", "redirected", "answered", "succeeded", "failed")
CASES = [
    (state, event, leads_to)
    for state, row in TABLE.items()
    for event, leads_to in zip(EVENTS, row, strict=True)
]


def test_the_table_is_whole():
    assert {state for state, _, _ in CASES} == set(State) == set(TRANSITIONS)
    assert {event for _, event, _ in CASES} == set(Happened)
    assert len(CASES) == len(State) * len(Happened)


@pytest.mark.parametrize(("state", "event", "leads_to"), CASES)
def test_an_event_leads_where_the_table_says(state, event, leads_to):
    if leads_to == "-":
        with pytest.raises(ValueError, match="cannot happen") as caught:
            after(State(state), Happened(event))
        assert state in str(caught.value)
        assert event in str(caught.value)
    else:
        assert after(State(state), Happened(event)) is State(leads_to)


def test_nothing_happens_after_an_ending():
    assert [state for state in State if not TRANSITIONS[state]] == [State.DONE, State.FAILED]


def test_everything_can_fail_until_it_has_ended():
    alive = [state for state in State if TRANSITIONS[state]]
    assert all(after(state, Happened.FAILED) is State.FAILED for state in alive)


def test_success_comes_from_an_answer_only():
    before = [state for state in State if Happened.SUCCEEDED in TRANSITIONS[state]]
    assert before == [State.RECEIVING]


def test_every_state_can_be_reached_and_can_end():
    def reachable(state):
        found, edge = {state}, [state]
        while edge:
            following = set(TRANSITIONS[edge.pop()].values()) - found
            found |= following
            edge += following
        return found

    assert reachable(State.QUEUED) == set(State)
    for state, ending in itertools.product(list(State)[:4], (State.DONE, State.FAILED)):
        assert ending in reachable(state)


@pytest.mark.parametrize(
    ("events", "states"),
    [
        ("started sent answered succeeded", "sending waiting receiving done"),
        ("started answered sent succeeded", "sending receiving receiving done"),
        (
            "started sent redirected sent answered succeeded",
            "sending waiting sending waiting receiving done",
        ),
        ("started redirected answered failed", "sending sending receiving failed"),
        ("failed", "failed"),
    ],
)
def test_a_life_from_the_queue_to_its_end(events, states):
    state, lived = State.QUEUED, []
    for event in events.split():
        state = after(state, Happened(event))
        lived.append(str(state))
    assert lived == states.split()
