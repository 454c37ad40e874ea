# ruff: noqa: F821
def file_of(res):
    if res.statusCode != 200:
        return None
    return res.filePath if "filePath" in res else res.tempFilePath
