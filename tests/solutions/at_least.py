# ruff: noqa: F821
def at_least(have, need):
    def numbers(version):
        parts = [int(part) for part in version.split(".")]
        return parts + [0] * (3 - len(parts))

    return numbers(have) >= numbers(need)
