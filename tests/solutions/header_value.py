# ruff: noqa: F821
def header_value(header, name):
    for key, value in header.items():
        if key.lower() == name.lower():
            return value
    return None
