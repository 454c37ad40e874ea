# One answer; the lesson has the same text, folded.
def really_ok(res):
    return 200 <= res.get("statusCode", 0) < 300
