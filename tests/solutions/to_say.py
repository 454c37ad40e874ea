# ruff: noqa: F821
def to_say(res):
    return "" if res.errMsg.endswith("cancel") else f"Could not choose: {res.errMsg}"
