# ruff: noqa: F821
def sent_or_done(progress, ended):
    if ended is not None:
        return "done" if ended == "uploadFile:ok" else "failed"
    return "waiting" if progress == 100 else f"{progress} % sent"
