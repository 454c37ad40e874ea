# ruff: noqa: F821
def quarters(tell):
    passed = 0

    def listener(res):
        nonlocal passed
        if res.progress // 25 > passed:
            passed = res.progress // 25
            tell(res.progress)

    return listener
