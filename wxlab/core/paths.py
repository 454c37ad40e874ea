"""The paths of a mini-program, which are no paths of the machine: ``wxfile://tmp_…`` and others.

Devices write ``wxfile://``, the developer tools ``http://`` (whoever takes ``http://tmp/a.png`` for
an address of the web is in for an evening). Below the root both mean the same: ``tmp_…`` for
temporary files, ``store_…`` for saved ones, ``usr/…`` for the mini-program's own.
"""

from wxlab.spec.platforms import PLATFORMS

_NAMED = PLATFORMS.values()
_FLAT = {each.temporary: "tmp_" for each in _NAMED} | {each.saved: "store_" for each in _NAMED}
_USER = frozenset(each.user for each in _NAMED)
_BEGINNINGS = ("wxfile:", *_FLAT, *_USER)


def is_own(text: str) -> bool:
    """Whether only a mini-program can make anything of a path."""
    try:
        return inside(text) is not None
    except ValueError:
        return True


def inside(text: str) -> str | None:
    """Where below the root a path lies; ``None`` for a path of the machine.

    ``ValueError`` for one that is neither. ``..`` and links are for whoever looks at the disk.
    """
    if not text.startswith(_BEGINNINGS):
        return None
    for beginning, kept in _FLAT.items():
        if text.startswith(beginning):
            name = text.removeprefix(beginning)
            if name in ("", ".", "..") or "/" in name or "\0" in name:
                raise ValueError(text)
            return kept + name
    for beginning in _USER:
        if text == beginning or text.startswith(f"{beginning}/"):
            if "\0" in text:
                raise ValueError(text)
            return "usr/" + text.removeprefix(beginning).lstrip("/")
    if text.startswith("wxfile:"):
        raise ValueError(text)
    return None
