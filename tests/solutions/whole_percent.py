# ruff: noqa: F821
def whole_percent(sent, sizes):
    return 100 * sum(sent) // sum(sizes) if sum(sizes) else 100
