"""A policy: until when, and on which conditions, a form is taken.

The document is JSON in Base64, as S3 describes it and COS and OSS took it over:

    {"expiration": "2030-01-01T00:00:00Z",
     "conditions": [{"acl": "private"}, ["starts-with", "$key", "user/"],
                    ["content-length-range", 1, 1000]]}
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wxlab.practice.storage.refusal import StorageError

SIZE_RANGE = "content-length-range"
_OPERATIONS = ("eq", "starts-with")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")


@dataclass(frozen=True, slots=True)
class Condition:
    """What one field has to be: `operation` is ``eq`` or ``starts-with``.

    `field` stands as written, with its ``$``; the short form ``{"acl": "x"}`` is an ``eq``.
    """

    operation: str
    field: str
    value: str

    def __str__(self) -> str:
        return json.dumps([self.operation, self.field, self.value], ensure_ascii=False)

    @property
    def name(self) -> str:
        """The field's name, in lower case."""
        return self.field.removeprefix("$").lower()

    def holds(self, found: str | None) -> bool:
        """Whether a value is as it should be; None is a field that is not there."""
        if not self.field.startswith("$"):
            return False
        if self.operation == "eq":
            return found == self.value
        # S3 reads a Content-Type with commas as a list, all of which has to fit.
        kinds = (found or "").split(",") if self.name == "content-type" else [found or ""]
        return all(kind.strip().startswith(self.value) for kind in kinds)


@dataclass(frozen=True, slots=True)
class SizeRange:
    """How many bytes a file may have: from `least` to `most`, both included."""

    least: int
    most: int

    def __str__(self) -> str:
        return json.dumps([SIZE_RANGE, self.least, self.most])


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that was read; conditions stand in its own order."""

    expiration: datetime
    conditions: tuple[Condition, ...]
    sizes: tuple[SizeRange, ...]

    def broken(self, values: Mapping[str, str]) -> Condition | None:
        """The first condition that does not hold for these fields, their names in lower case."""
        return next((c for c in self.conditions if not c.holds(values.get(c.name))), None)

    @property
    def names(self) -> set[str]:
        """The fields that conditions speak of, in lower case."""
        return {condition.name for condition in self.conditions}


def read(encoded: str) -> Policy:
    """Read a policy as it travels. Raises StorageError (400) that says what is wrong with it."""
    try:
        document = json.loads(base64.b64decode(encoded.encode(), validate=True))
    except (ValueError, RecursionError):
        raise _invalid(
            "Invalid JSON.",
            "The field policy is not JSON in Base64",
            "字段 policy 不是 Base64 编码的 JSON",
        ) from None
    if not isinstance(document, dict):
        raise _invalid(
            "Invalid JSON.", "A policy is a JSON object, {...}", "策略应是一个 JSON 对象 {...}"
        )
    found = document.get("conditions")
    if not isinstance(found, list):
        raise _invalid(
            "Policy missing conditions.",
            "A policy needs a list of conditions",
            "策略里要有 conditions 列表",
        )
    conditions = [_condition(each) for each in found]
    return Policy(
        _expiration(document.get("expiration")),
        tuple(each for each in conditions if isinstance(each, Condition)),
        tuple(each for each in conditions if isinstance(each, SizeRange)),
    )


def _expiration(value: Any) -> datetime:
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:  # the thirtieth of February
        pass
    raise _invalid(
        f"Invalid 'expiration' value: '{_short(value)}'",
        "expiration is a moment in UTC like 2030-01-01T00:00:00Z",
        "expiration 应是 UTC 时间，例如 2030-01-01T00:00:00Z",
    )


def _condition(written: Any) -> Condition | SizeRange:
    """One condition, in either of the ways to write it."""
    if isinstance(written, dict):
        if len(written) == 1:
            [(name, value)] = written.items()
            written = ["eq", f"${name}", value]
        else:
            raise _invalid(
                "Invalid Simple-Condition: Simple-Conditions must have exactly one property"
                " specified.",
                "A condition in braces names one field only",
                "花括号里的条件只能写一个字段",
            )
    if isinstance(written, list) and len(written) == 3 and isinstance(written[0], str):
        operation, first, second = written[0].lower(), written[1], written[2]
        if operation == SIZE_RANGE:
            return SizeRange(_size(first, written), _size(second, written))
        if operation in _OPERATIONS and isinstance(first, str) and isinstance(second, str):
            return Condition(operation, first, second)
    raise _unknown(written)


def _size(value: Any, condition: Any) -> int:
    """A number of bytes, which may be written as text too."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,20}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _unknown(condition)


def _unknown(condition: Any) -> StorageError:
    shown = _short(condition)
    return _invalid(
        f"Invalid Condition: {shown}",
        f"{shown} is no condition; there are "
        '{"field": "text"}, ["eq", "$field", "text"], ["starts-with", "$field", "text"] and '
        '["content-length-range", 1, 1000]',
        f"{shown} 不是条件；可写的有 "
        '{"field": "text"}、["eq", "$field", "text"]、["starts-with", "$field", "text"] 和 '
        '["content-length-range", 1, 1000]',
    )


def _invalid(message: str, en: str, zh: str) -> StorageError:
    code = "InvalidPolicyDocument"
    return StorageError(400, code, f"Invalid Policy: {message}", en=f"{en}.", zh=f"{zh}。")


def _short(value: Any) -> str:
    """What was written, as JSON, the beginning of it."""
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except RecursionError:  # nested as deep as can only just be read
        text = "[…]"
    return text if len(text) <= 100 else f"{text[:100]}…"
