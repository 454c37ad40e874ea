"""What is wrong with a project, with file and line; and the error that lists it."""

from collections.abc import Iterable
from dataclasses import dataclass

from wxlab.spec.projects import PHASES, REMEDIES


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``file`` is named as in the project, empty where none is to blame; ``line`` and ``column`` count
    from 1, and are 0 where the whole file is meant. ``code`` is miniprogram-ci's, 0 where it has
    none; ``en`` and ``zh`` say what is wrong.
    """

    file: str
    line: int
    column: int
    code: int
    en: str
    zh: str

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: str) -> str:
        """``app.json:12:5: …``, in English or Chinese."""
        numbers = [str(number) for number in (self.line, self.column) if number]
        where = ":".join([self.file, *numbers]) if self.file else ""
        return f"{where}: {getattr(self, lang)}" if where else str(getattr(self, lang))


class FieldError(ValueError):
    """A version, a description or a robot that no server would take; ``told("zh")`` is Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en, zh)

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: str) -> str:
        """What it should be, and what it is."""
        return str(self.args[lang == "zh"])


class ProjectError(Exception):
    """A project that is broken, or an upload or deployment that has failed.

    ``phase`` is the one that failed (``check``, ``pack``, ``upload``, ``verify``, ``install``,
    ``live``, ``rollback``, ``status``), ``problems`` all that is wrong, ``code`` the first one's.
    ``after`` says, in English and Chinese, how things stand now. ``told("zh")`` is Chinese.
    """

    def __init__(
        self, phase: str, problems: Iterable[Problem], after: tuple[str, str] = ("", "")
    ) -> None:
        self.phase = phase
        self.problems = tuple(problems)
        self.code = self.problems[0].code if self.problems else 0
        self.after = after
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Everything that is to be said: the problems, what to do about them, what is live now."""
        zh = lang == "zh"
        lines = [problem.told(lang) for problem in self.problems]
        # One remedy for each kind of problem, in the order in which they are met.
        codes = dict.fromkeys(problem.code for problem in self.problems)
        todo = [REMEDIES[code][zh] for code in codes if code in REMEDIES]
        if todo:
            lines.append(f"怎么办：{''.join(todo)}" if zh else f"What to do: {' '.join(todo)}")
        if self.after[zh]:
            lines.append(self.after[zh])
        first = f"{PHASES.get(self.phase, self.phase)}失败：" if zh else f"{self.phase} failed:"
        return "\n".join([first, *lines])

    def __reduce__(self) -> tuple[type["ProjectError"], tuple[object, ...]]:
        return type(self), (self.phase, self.problems, self.after)
