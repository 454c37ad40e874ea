"""What a cloud has: its resources, their versions, and how it tells of them."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

from wxlab.practice.table import html_table


class Resource(NamedTuple):
    """What is deployed and has versions: the one app of an appid, a function by its name, …"""

    appid: str
    kind: str
    name: str = ""

    @property
    def path(self) -> str:
        """Where what is live of it can be asked for."""
        return f"/cloud/{self.appid}/{_PATHS[self.kind]}{self.name}"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".rstrip()


_PATHS = {
    "app": "app/app.json",
    "function": "functions/",
    "static": "static/",
    "storage": "storage",
    "database": "database",
}


@dataclass(frozen=True, slots=True)
class Version:
    """An installed version. `digest`: SHA-256 of its package; `bytes`: unpacked, of all files.

    `installed`: when, in UTC, as ISO 8601 has it.
    """

    version: str
    desc: str
    robot: int
    digest: str
    files: int
    bytes: int
    installed: str


@dataclass(frozen=True, slots=True)
class ResourceStatus:
    """A resource: which version is live, where a rollback would lead, and what is installed."""

    kind: str
    name: str
    live: str | None
    previous: str | None
    url: str
    versions: tuple[Version, ...]

    @property
    def json(self) -> dict[str, object]:
        """The same as the routes answer it."""
        return asdict(self)

    def row(self) -> tuple[str, ...]:
        """What a table shows of it."""
        installed = ", ".join(each.version for each in self.versions)
        return self.kind, self.name, self.live or "–", self.previous or "–", installed


@dataclass(frozen=True, slots=True, repr=False)
class CloudStatus:
    """What one mini-program has in a cloud: prints as text, shows as a table in a notebook."""

    appid: str
    resources: tuple[ResourceStatus, ...]

    def resource(self, kind: str, name: str = "") -> ResourceStatus | None:
        """The resource of that kind and name; None when nothing of it is installed."""
        found = (each for each in self.resources if (each.kind, each.name) == (kind, name))
        return next(found, None)

    @property
    def json(self) -> dict[str, object]:
        """The same as the route answers it."""
        return {"appid": self.appid, "resources": [each.json for each in self.resources]}

    def __repr__(self) -> str:
        rows = [_HEADINGS, *(each.row() for each in self.resources)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([f"<cloud of {self.appid}>", *lines])

    def _repr_html_(self) -> str:
        return html_table(_HEADINGS, (each.row() for each in self.resources))


_HEADINGS = ("kind", "name", "live", "previous", "versions")
