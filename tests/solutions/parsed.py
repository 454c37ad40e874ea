# ruff: noqa: F821
def parsed(data):
    try:
        return json.loads(data.removeprefix("\ufeff"))
    except ValueError:
        return None
