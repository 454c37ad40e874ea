# ruff: noqa: F821
def parsed(data):
    try:
        return json.loads(data)
    except ValueError:
        return None
