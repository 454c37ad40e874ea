# One answer; the lesson has the same text, folded.
def refused_by(res):
    if "statusCode" not in res:
        return "unknown"
    if res.statusCode != 413:
        return "nobody"
    return "proxy" if res.data.startswith("<") else "application"
