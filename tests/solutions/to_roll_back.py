# ruff: noqa: F821
def to_roll_back(resources, version):
    return [
        (each["kind"], each["name"])
        for each in resources
        if each["live"] == version and each["previous"]
    ]
