# ruff: noqa: F821
def what_next(res):
    if "statusCode" in res:
        if 200 <= res.statusCode < 300:
            return "done"
        return "again" if res.statusCode in (429, 502, 503, 504) else "stop"
    address = explain(res).address
    passing = address in ("timeout", "interrupted") or address.startswith("ERR_CONNECTION")
    return "again" if passing else "stop"
