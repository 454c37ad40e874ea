# ruff: noqa: F821
def made(files, path):
    try:
        files.mkdirSync(path)
    except WxError as error:
        if explain(error).address != "already-exists":
            raise
        return False
    return True
