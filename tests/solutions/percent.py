# ruff: noqa: F821
def percent(sent, expected):
    return sent * 100 // expected
