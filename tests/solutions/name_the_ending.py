# One answer; the lesson has the same text, folded.
def name_the_ending(res):
    if "statusCode" in res:
        return "arrived" if 200 <= res.statusCode < 300 else "refused"
    return "stopped" if "abort" in res.errMsg else "failed"
