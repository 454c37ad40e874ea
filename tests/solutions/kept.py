# ruff: noqa: F821
def kept(res):
    return res.data if "data" in res else ""
