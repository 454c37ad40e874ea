"""What every call without a task has: three callbacks, and a message in what they receive."""

from wxlab.spec.rows import Row

_PLATFORM = "platform"


def callbacks(api: str) -> tuple[Row, ...]:
    """The rows ``success``, ``fail`` and ``complete`` of a call's options."""
    where = f"{api}.object"
    return (
        Row(f"{where}.success", "function", "接口调用成功的回调函数", "Called when it has succeeded.", source=_PLATFORM),
        Row(f"{where}.fail", "function", "接口调用失败的回调函数", "Called when it has failed.", source=_PLATFORM),
        Row(f"{where}.complete", "function", "接口调用结束的回调函数（调用成功、失败都会执行）", "Called last, after success or fail, with the same object.", source=_PLATFORM),
    )  # fmt: skip


def message(api: str) -> Row:
    """The row ``errMsg`` of what ``success`` receives."""
    says = f"Always {api.rpartition('.')[2]}:ok."
    return Row(f"{api}.success.errMsg", "string", "调用结果", says, source=_PLATFORM)
