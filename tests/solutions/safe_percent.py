# ruff: noqa: F821
def safe_percent(res):
    if res.totalBytesExpectedToWrite <= 0:
        return None
    return min(100, res.totalBytesWritten * 100 // res.totalBytesExpectedToWrite)
