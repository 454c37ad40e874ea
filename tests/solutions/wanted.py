# ruff: noqa: F821
def wanted(res):
    lower = {name.lower(): value for name, value in res.header.items()}
    return lower.get("content-type", "").lower().startswith("image/")
