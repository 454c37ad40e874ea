"""A form as a storage reads it: the fields before the file, and nothing behind it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wxlab.practice.multipart import Part
from wxlab.practice.storage.refusal import StorageError

# S3's limit for everything before the file; a policy stands there too.
MAX_FIELD_BYTES = 20_000

ORDER = "If it is specified, please check the order of the fields."


@dataclass(frozen=True, slots=True)
class Form:
    """What counts of a form: its `fields`, by their names in lower case, and its `file`.

    ``${filename}`` in a value stands for the file's own name already. `late` are the names, in
    lower case, of what came after the file, where a storage no longer looks.
    """

    fields: Mapping[str, str]
    file: Part
    late: frozenset[str] = frozenset()

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "Form":
        """Read the parts in wire order.

        Raises StorageError (400) when no part is called ``file``, or the fields are too long.
        """
        before: list[Part] = []
        waiting = iter(parts)
        for part in waiting:
            if part.name.lower() == "file":
                _expect_short(before)
                return cls(_values(before, part), part, frozenset(p.name.lower() for p in waiting))
            before.append(part)
        raise _no_file([part.name for part in before if part.filename is not None])

    def get(self, name: str) -> str | None:
        """The value of a field, its name in any case, or None."""
        return self.fields.get(name.lower())

    def needed(self, name: str) -> str:
        """The value of a field that has to be there. Raises StorageError (400) when it is not."""
        value = self.get(name)
        if value is not None:
            return value
        en, zh = self.absence(name)
        raise StorageError(
            400,
            "InvalidArgument",
            f"Bucket POST must contain a field named '{name}'.  {ORDER}",
            details=[("ArgumentName", name), ("ArgumentValue", "")],
            en=f"{en}.",
            zh=f"{zh}。",
        )

    def absence(self, name: str) -> tuple[str, str]:
        """Where a field is that is not among those that count: English, Chinese, no full stop."""
        if name.lower() in self.late:
            return (
                f"The field {name} came after the file, and what comes after the file is not read;"
                " every field belongs before it",
                f"字段 {name} 排在文件之后，而文件之后的内容不会被读取；所有字段都要放在文件之前",
            )
        return f"There is no field {name} in the form", f"表单里没有字段 {name}"


def _values(parts: Iterable[Part], file: Part) -> dict[str, str]:
    """The values by name, the first one where a name comes twice."""
    own_name = re.split(r"[/\\]", file.filename or "")[-1]
    values: dict[str, str] = {}
    for part in parts:
        values.setdefault(part.name.lower(), part.text.replace("${filename}", own_name))
    return values


def _expect_short(parts: Iterable[Part]) -> None:
    size = sum(part.size + len(part.name) for part in parts)
    if size > MAX_FIELD_BYTES:
        raise StorageError(
            400,
            "MaxPostPreDataLengthExceeded",
            "Your POST request fields preceding the upload file were too large.",
            en=f"The fields before the file are {size:,} bytes; at most {MAX_FIELD_BYTES:,} go in.",
            zh=f"文件之前的字段共 {size:,} 字节，最多 {MAX_FIELD_BYTES:,} 字节。",
        )


def _no_file(others: list[str]) -> StorageError:
    en, zh = "There is no part called file in the form", "表单里没有名为 file 的部分"
    if others:
        en += f", but a file called {others[0]}; say name: 'file'"
        zh += f"，只有名为 {others[0]} 的文件；请写 name: 'file'"
    return StorageError(
        400,
        "InvalidArgument",
        "POST requires exactly one file upload per request.",
        details=[("ArgumentName", "file"), ("ArgumentValue", 0)],
        en=f"{en}.",
        zh=f"{zh}。",
    )
