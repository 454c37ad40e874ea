"""``progress()``: which lessons a learner has opened, and which exercises they have passed."""

import os
from pathlib import Path

from wxlab.core.view import View
from wxlab.notebook import journal
from wxlab.notebook.course import BY_LESSON
from wxlab.notebook.words import check_lang

_WORDS = {
    "en": {
        "caption": "Your progress in {folder}: {passed} of {all} exercises passed",
        "heads": ("lesson", "opened", "exercises passed", "still to do"),
        "no": "not yet",
    },
    "zh": {
        "caption": "{folder} 中的学习进度：{all} 个练习通过了 {passed} 个",
        "heads": ("课程", "打开日期", "已通过的练习", "尚未通过"),
        "no": "尚未",
    },
}


def progress(folder: str | os.PathLike[str] = ".", lang: str = "en") -> View:
    """Show which lessons of a learner's folder were opened, and which exercises were passed.

    ``folder`` holds the copy that ``wxlab lab`` has made; ``lang`` is ``"en"`` or ``"zh"``. Raises
    ``ValueError`` for another language, ``FileNotFoundError`` for a folder that holds no copy.
    """
    check_lang(lang)
    home = Path(folder)
    if not (home / journal.COPY).is_file():
        raise FileNotFoundError(f"no lessons of wxlab in {home}; wxlab lab makes a copy of them")
    words = _WORDS[lang]
    opened, passed = journal.read(home, "opened"), journal.read(home, "passed")
    lines = []
    for path in sorted(home.glob("*.ipynb")):
        names = [each.name for each in BY_LESSON.get(path.stem.partition("_")[0], ())]
        done = [name for name in names if name in passed]
        todo = [name for name in names if name not in passed]
        day = opened.get(path.stem, str(words["no"]))
        lines.append((path.stem, day, ", ".join(done), ", ".join(todo)))
    known = [each.name for exercises in BY_LESSON.values() for each in exercises]
    count = sum(name in passed for name in known)
    caption = str(words["caption"]).format(folder=home, passed=count, all=len(known))
    return View(caption, tuple(words["heads"]), tuple(lines))
