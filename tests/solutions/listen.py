# ruff: noqa: F821
def listen(task, progress, headers):
    if task is None:
        return
    task.onProgressUpdate(progress)
    if hasattr(task, "onHeadersReceived"):
        task.onHeadersReceived(headers)
