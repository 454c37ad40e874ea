"""Why a program did not run, or did not run to its end, in English and Chinese."""

import re
from typing import NamedTuple


class Reason(NamedTuple):
    """What happened and what to do; ``pattern`` is found in JavaScript's own words."""

    pattern: str
    en: str
    zh: str


STOPPED = {
    "loop": Reason(
        "",
        "It ran for {seconds} s without a pause and was stopped; is this a loop without an end? "
        "The variables are still there.",
        "程序连续运行了 {seconds} 秒没有停顿，已被中止；是不是死循环？变量还在。",
    ),
    "promises": Reason(
        "",
        "Promises led to new promises for {seconds} s without a pause, and were stopped; is there "
        "a chain without an end? JavaScript starts afresh: its variables are gone.",
        "Promise 连续 {seconds} 秒不断产生新的 Promise，已被中止；是不是没有终点的链？"
        "JavaScript 已重新开始，变量已丢失。",
    ),
    "memory": Reason(
        "",
        "It needed more memory than the {megabytes} MB that a program may have here.",
        "程序需要的内存超过了这里允许的 {megabytes} MB。",
    ),
    "broken": Reason(
        "",
        "The program has changed what JavaScript itself is made of. JavaScript starts afresh: "
        "its variables are gone.",
        "程序改动了 JavaScript 自身的内置对象。JavaScript 已重新开始，变量已丢失。",
    ),
}
"""By the engine's reasons."""

LOST = Reason(
    "",
    "The memory is still full, so JavaScript starts afresh: its variables are gone.",
    "内存仍然是满的，JavaScript 已重新开始，变量已丢失。",
)

INTERRUPTED = Reason(
    "",
    "What this cell had started was aborted.",
    "这个单元格启动的任务已全部中止。",
)
ABSENT = Reason(
    "",
    "Skipped: this cell needs what is not installed beside the notebook; npm install {names}",
    "已跳过：这个单元格需要的包还没有安装在笔记本旁边；请运行 npm install {names}",
)
NO_VALUE = Reason(
    "",
    "The program has made no variable {name}.",
    "程序没有产生变量 {name}。",
)

_REASONS = (
    Reason(
        r"^ReferenceError: (?P<name>\S+) is not defined",
        "Nothing has given {name} a value yet: run the cell that does, or bring a Python variable "
        "with %%wxjs --in {name}.",
        "{name} 还没有值：先运行给它赋值的单元格，或用 %%wxjs --in {name} 带入 Python 变量。",
    ),
    Reason(
        r"^ReferenceError: (?P<name>\S+) is not initialized",
        "{name} is used above the line that declares it.",
        "{name} 在声明它的那一行之前就被使用了。",
    ),
    Reason(
        r"^TypeError: cannot read property '(?P<name>[^']*)' of (?P<of>\w+)",
        "What stands before .{name} is {of}, and so has no {name}.",
        ".{name} 前面的值是 {of}，所以没有 {name}。",
    ),
    Reason(
        r"^TypeError: not a function",
        "What is called here is no function; is the name right?",
        "这里调用的不是函数；名字写对了吗？",
    ),
    Reason(
        r"^RangeError: Maximum call stack size exceeded",
        "Functions called functions, too deep: one that calls itself needs a case where it stops.",
        "函数调用层次太深：调用自身的函数需要有停止的条件。",
    ),
    Reason(
        r"^Error: module '(?P<name>[^']*)' is not defined",
        "No file was found for {name}. It must stand in quotation marks, and is looked for beside "
        "the notebook, or as a package in miniprogram_npm or node_modules.",
        "没有找到 {name} 对应的文件。路径要写成引号中的文字，从笔记本所在的文件夹找起，"
        "或者是 miniprogram_npm、node_modules 中的包。",
    ),
)

_NO_SUCH_CALL = Reason(
    "",
    "wx.{name} does not exist here; there is {names}.",
    "这里没有 wx.{name}；有 {names}。",
)


def hints(said: str, call: str = "", calls: tuple[str, ...] = ()) -> list[str]:
    """Two lines about an error, English and Chinese; none where there is nothing to add.

    ``said`` is the error's first line. ``call`` is the member of ``wx`` that stands where it
    happened, and ``calls`` are those there are.
    """
    if call and call not in calls and "not a function" in said:
        return filled(_NO_SUCH_CALL, name=call, names=", ".join(calls))
    for reason in _REASONS:
        if found := re.search(reason.pattern, said):
            return filled(reason, **found.groupdict())
    return []


def filled(reason: Reason, **blanks: object) -> list[str]:
    """The two lines with their blanks filled in."""
    return [f"  {text.format(**blanks)}" for text in (reason.en, reason.zh)]
