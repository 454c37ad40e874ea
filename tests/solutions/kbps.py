# ruff: noqa: F821
def kbps(profile):
    duration = profile["responseEnd"] - profile["requestStart"]
    if duration == 0:
        return 0
    return profile["receivedBytedCount"] * 8 // duration
