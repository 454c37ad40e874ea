# ruff: noqa: F821
def may_import(room, other):
    return FLOORS[other] < FLOORS[room]
