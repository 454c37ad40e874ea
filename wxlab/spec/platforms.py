"""The platforms a mini-program can run on, and what each of them does in its own way.

Sources: the platform's pages on the file system (paths), on using the network (overflow) and on
network tuning (profile); names of temporary files as seen on devices and in the developer tools.
"""

from collections.abc import Mapping
from typing import NamedTuple

_HEX = "0123456789abcdef"
_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Platform(NamedTuple):
    """One platform.

    ``temporary`` and ``saved`` are what paths of such files begin with ("" is a real path of this
    machine), ``user`` is ``wx.env.USER_DATA_PATH``. ``letters`` says of what a temporary file's
    name is made: alphabets, and how many of each. ``overflow`` is what becomes of the eleventh
    transfer, ``profile`` whether results have one.
    """

    name: str
    temporary: str
    saved: str
    user: str
    letters: tuple[tuple[str, int], ...]
    overflow: str = "queue"
    profile: bool = True


WXLAB = Platform("wxlab", "", "", "wxfile://usr", ((_HEX, 24),))
"""No platform in particular: wxlab's own texts, and paths that Python can open."""

# Uploads on devices give no profile in practice; the documentation promises one, and wins.
_NAMED = (
    Platform("android", "wxfile://tmp_", "wxfile://store_", "wxfile://usr", ((_HEX, 48),)),
    Platform("ios", "wxfile://tmp_", "wxfile://store_", "wxfile://usr", ((_HEX, 48),)),
    Platform(
        "devtools",
        "http://tmp/",
        "http://store/",
        "http://usr",
        ((_ALPHANUMERIC, 12), (_HEX, 32)),
        overflow="fail",
        profile=False,
    ),
)

PLATFORMS: Mapping[str, Platform] = {each.name: each for each in _NAMED}
"""Every platform by its name."""


def platform(name: str | None) -> Platform:
    """The platform of that name, ``None`` is wxlab's own; ``ValueError`` names the choices."""
    if name is None:
        return WXLAB
    if not isinstance(name, str) or name not in PLATFORMS:
        choices = ", ".join(f'"{each}"' for each in PLATFORMS)
        raise ValueError(f"platform should be {choices} or None, not {name!r}")
    return PLATFORMS[name]


class Saying(NamedTuple):
    """What one platform says in the case of one error (``error`` is the catalogue's address).

    ``text`` follows ``uploadFile:fail ``, with blanks; ``errno`` is ``None`` where the platform
    gives no number; ``api`` narrows it to one call; ``evidence`` is how it is known.
    """

    platform: str
    error: str
    text: str
    errno: int | None
    evidence: str
    api: str = r"\w+"

    def fits(self, platform: str, api: str) -> bool:
        """Whether this is what a call says there."""
        return self.platform == platform and self.api in (api, r"\w+")
