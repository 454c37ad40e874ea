# ruff: noqa: F821
def walk(events):
    state = State.QUEUED
    for event in events:
        state = after(state, event)
    return state
