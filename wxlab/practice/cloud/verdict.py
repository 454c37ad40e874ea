"""Whether a package can be installed, and what will be."""

from dataclasses import dataclass, field

from wxlab.practice.cloud.application import expect_application
from wxlab.practice.cloud.archive import Files, unpacked
from wxlab.practice.cloud.function import expect_function
from wxlab.practice.cloud.records import Collections, collections
from wxlab.practice.cloud.refusal import CloudError


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a package: its files, or the records that a database's files hold."""

    files: Files
    records: Collections = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """The size of all files, unpacked."""
        return sum(map(len, self.files.values()))


def verified(kind: str, data: bytes) -> Contents:
    """Open a package and judge it. Raises CloudError, which names file and line where it can."""
    files = unpacked(data)
    if not files:
        raise CloudError(40004, "there is no file in the package", "代码包里没有文件")
    if kind == "app":
        expect_application(files)
    elif kind == "function":
        expect_function(files)
    elif kind == "database":
        return Contents(files, collections(files))
    return Contents(files)
