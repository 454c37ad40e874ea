# ruff: noqa: F821
def who_gave_up(res):
    if res.get("errno") == 5:
        return "client"
    return "server" if res.get("statusCode") in (408, 504) else "nobody"
