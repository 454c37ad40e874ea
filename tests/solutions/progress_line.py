# ruff: noqa: F821
def progress_line(res):
    if res.totalBytesExpectedToWrite <= 0:
        return f"[{'?' * 10}] {res.totalBytesWritten} bytes"
    full = res.progress // 10
    return f"[{'#' * full}{'.' * (10 - full)}] {res.progress} %"
