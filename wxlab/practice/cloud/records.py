"""The records of a database's package: a file for each collection.

A file is what the platform exports, a record a line, or one JSON array of records.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wxlab.practice.cloud.archive import Files
from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.source import parsed, text_of, wrong

MAX_RECORDS = 100_000

_COLLECTION = re.compile(r"([^/]{1,64})\.json")


class Record(NamedTuple):
    """One record as it is kept: `id` tells it from all others, `text` is its JSON."""

    id: str
    text: str


Collections = Mapping[str, tuple[Record, ...]]


def collections(files: Files) -> Collections:
    """The records by collection. Raises CloudError, naming file and line."""
    found: dict[str, tuple[Record, ...]] = {}
    count = 0
    for file, data in sorted(files.items()):
        named = _COLLECTION.fullmatch(file)
        if named is None:
            raise wrong(
                file,
                "a database is made of files collection.json",
                "数据库由名为 集合名.json 的文件组成",
            )
        found[named[1]] = records = _collection(named[1], file, data)
        count += len(records)
        if count > MAX_RECORDS:
            raise CloudError(
                40003,
                f"more than {MAX_RECORDS:,} records",
                f"记录超过 {MAX_RECORDS:,} 条",
                file=file,
            )
    return found


def _collection(name: str, file: str, data: bytes) -> tuple[Record, ...]:
    text = text_of(data, file)
    found: dict[str, Record] = {}
    for number, (line, value) in enumerate(_values(text, file), 1):
        try:
            if not isinstance(value, dict):
                raise wrong(file, f"record {number} is no object", f"第 {number} 条记录不是对象")
            record = _record(name, number, value, file)
            if found.setdefault(record.id, record) is not record:
                said = f"two records have the _id {record.id}", f"_id {record.id} 重复"
                raise wrong(file, *said, value["_id"])
        except CloudError as error:
            error.line = line or error.line
            raise
    return tuple(found.values())


def _values(text: str, file: str) -> Iterator[tuple[int | None, Any]]:
    """Each record and, where it has a line of its own, which."""
    if text.lstrip()[:1] == "[":
        for value in parsed(text, file):
            yield None, value
        return
    # Not splitlines(): JSON's texts may hold separators that are no ends of lines.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, parsed(line, file, number)


def _record(collection: str, number: int, value: dict[str, Any], file: str) -> Record:
    if value.get("_id") is None:
        # The same each time: what is imported again is the same record.
        text = f"{collection}:{number}:{json.dumps(value)}"
        value = {**value, "_id": hashlib.sha256(text.encode()).hexdigest()[:32]}
    identity = value["_id"]
    if isinstance(identity, bool) or not isinstance(identity, str | int | float):
        raise wrong(file, "_id should be a text or a number", "_id 应为字符串或数字")
    try:
        return Record(json.dumps(identity), json.dumps(value, allow_nan=False))
    except ValueError:
        raise wrong(file, "a number is too large", "数字过大") from None
