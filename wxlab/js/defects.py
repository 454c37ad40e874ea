"""The defects that a text of JavaScript can have, in English and Chinese."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One sort of defect; ``{found}`` is the word or sign that it is about."""

    name: str
    en: str
    zh: str


LOST_LINE_BREAK = Kind(
    "lost-line-break",
    "A line break or a semicolon is missing before {found}: two statements stand side by side.",
    "{found} 前面缺少换行或分号：两条语句连在了一起。",
)
SWALLOWED = Kind(
    "swallowed-by-comment",
    "The comment goes on to the end of the line, and has swallowed {found}: and what follows it; "
    "put a line break before it.",
    "注释一直延续到行尾，把 {found}: 及其后面的参数也变成了注释；请在它前面换行。",
)
MISSING_COMMA = Kind(
    "missing-comma",
    "A comma is missing before {found}.",
    "{found} 前面缺少逗号。",
)
MISSING_COLON = Kind(
    "missing-colon",
    "A colon is missing after {found}.",
    "{found} 后面缺少冒号。",
)
FULL_WIDTH_SIGN = Kind(
    "full-width-sign",
    "{found} is Chinese punctuation; code needs the half-width sign.",
    "{found} 是中文标点；代码里要用英文（半角）标点。",
)
OPEN_BRACKET = Kind(
    "open-bracket",
    "This {found} is never closed.",
    "这个 {found} 没有闭合。",
)
STRAY_BRACKET = Kind(
    "stray-bracket",
    "There is no opening bracket for this {found}.",
    "这个 {found} 没有对应的左括号。",
)
OPEN_TEXT = Kind(
    "open-text",
    "The text that begins here has no closing quotation mark on its line.",
    "从这里开始的字符串没有在本行内用引号结束。",
)
OPEN_COMMENT = Kind(
    "open-comment",
    "The comment that begins here has no */ at its end.",
    "从这里开始的注释没有用 */ 结束。",
)
QUOTE_IN_TEXT = Kind(
    "quote-in-text",
    "The text ends here: its own quotation mark is inside it. Write \\' there.",
    "字符串在这里就结束了：里面出现了同样的引号。请写成 \\'，或改用另一种引号。",
)

AWAIT = Kind(
    "await-without-async",
    "await stands in a function that is not async: write async before that function.",
    "await 所在的函数不是 async 函数：请在该函数前面加上 async。",
)

FULL_WIDTH = {
    **dict(zip("，；：（）｛｝［］。！＝", ",;:(){}[].!=", strict=True)),
    **dict(zip("“”‘’＂＇", "\"\"''\"'", strict=True)),
}
"""Chinese punctuation, and the sign of code that is meant by it."""
