"""The domain lists of the admin console (``Wx(check_domains=True)``).

The platform's rules, each of which has cost somebody an evening: there is one list for each API;
https only; no IP address, no localhost; a domain does not cover its sub-domains; an entry without
a port allows URLs without a port and nothing else, not even ``:443``; an entry with a port allows
just that port. One exception is wxlab's: a practice server's loopback origin may be listed.

The rules in words are rows of ``wxlab.spec.domains``; here is which of them decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

from wxlab.spec.domains import FORBIDDEN, NETWORKS, RULES, Rule
from wxlab.spec.sheet import sheet

_LOCAL_NETWORKS = tuple(map(ip_network, NETWORKS))
_PRACTICE = ("127.0.0.1", "localhost")


class Origin(NamedTuple):
    """Scheme, host in wire form, and the port as written (``None`` where none is written)."""

    scheme: str
    host: str
    port: int | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port is None else f":{self.port}")


Lists = Mapping[str, frozenset[Origin]]
"""The listed origins of each API."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether an API may ask an address, and the rule that decides.

    ``rule`` is its name in ``wxlab.spec.domains``; ``en`` and ``zh`` say why, ``remedy_en`` and
    ``remedy_zh`` what to do. ``checked`` is whether this mini-program goes by it at all.
    """

    url: str
    api: str
    allowed: bool
    rule: str
    en: str
    zh: str
    remedy_en: str
    remedy_zh: str
    checked: bool = True

    def __str__(self) -> str:
        en, zh = self._unchecked
        return (
            f"{self.verdict}  ({self.api}, {self.rule})\n{self._shown}\n"
            f"{self.en}\n  What to do: {self.remedy_en}\n{self.zh}\n  怎么办：{self.remedy_zh}"
        ) + (f"\n{en}\n{zh}" if en else "")

    __repr__ = __str__

    def _repr_html_(self) -> str:
        en, zh = self._unchecked
        lines = (
            ("Address", self._shown),
            ("Rule", self.rule),
            ("Why", self.en),
            ("What to do", self.remedy_en),
            ("原因", self.zh),
            ("怎么办", self.remedy_zh),
            ("Here", en),
            ("在这里", zh),
        )
        return sheet(f"{self.api}: {self.verdict}", (line for line in lines if line[1]))

    @property
    def verdict(self) -> str:
        """``"allowed"`` or ``"refused"``."""
        return "allowed" if self.allowed else "refused"

    @property
    def _unchecked(self) -> tuple[str, str]:
        if self.checked:
            return "", ""
        return (
            "This is what a phone does. Here check_domains is off, and nothing is held back.",
            "这是真机上的结果。这里没有打开 check_domains，任何地址都不会被拦截。",
        )

    @property
    def _shown(self) -> str:
        text = "".join(each if each.isprintable() else "\N{MIDDLE DOT}" for each in self.url)
        return text if len(text) <= 200 else f"{text[:199]}…"


def ruled(
    url: str, where: Origin | None, api: str, lists: Lists, *, checked: bool = True
) -> Ruling:
    """Decide about one address; ``where`` is what it leads to, ``None`` when it is no URL."""
    rule, near = _deciding(where, api, lists)
    practised = where is not None and where.host in _PRACTICE and where.port is not None
    blanks = {
        "api": api,
        "host": where.host if where else "",
        "port": where.port if where else "",
        "origin": where or "",
        "practice": where if practised else "http://127.0.0.1:5000",
        "entry": near or "",
        "other": next((name for name, listed in lists.items() if near in listed), ""),
    }
    en, remedy_en, zh, remedy_zh = (text.format(**blanks) for text in rule[2:])
    return Ruling(url, api, rule.allowed, rule.name, en, zh, remedy_en, remedy_zh, checked)


def _deciding(where: Origin | None, api: str, lists: Lists) -> tuple[Rule, Origin | None]:
    """The first rule that has something to say, and the entry that it says it of."""
    if where is None:
        return RULES["invalid-url"], None
    mine = lists.get(api, frozenset())
    name = _unlistable(where)
    if name is None:
        name, near = _compared(where, mine, lists)
        return RULES[name], near
    practised = where in mine and where.host in _PRACTICE and where.port is not None
    return RULES["practice-server" if practised else name], where


def _unlistable(where: Origin) -> str | None:
    """The rule that refuses an address whatever is listed."""
    address = _ip(where.host)
    if where.host in FORBIDDEN:
        return "forbidden-host"
    loopback = address is not None and address.is_loopback
    if loopback or where.host == "localhost" or where.host.endswith(".localhost"):
        return "localhost"
    if address is not None:
        local = any(address in network for network in _LOCAL_NETWORKS)
        return "local-network" if local else "ip-address"
    return "not-https" if where.scheme != "https" else None


def _compared(where: Origin, mine: frozenset[Origin], lists: Lists) -> tuple[str, Origin | None]:
    """What the lists have to say of a domain, and the entry that comes nearest."""
    if where in mine:
        return "listed", where
    # Sorted, so that the same lists always give the same answer.
    usable = sorted((entry for entry in mine if entry.scheme == "https"), key=str)
    if same := [entry for entry in usable if entry.host == where.host]:
        return _port_rule(where, same)
    if any(where in listed for listed in lists.values()):
        return "other-list", where
    parents = [entry for entry in usable if where.host.endswith(f".{entry.host}")]
    return ("sub-domain", parents[0]) if parents else ("not-listed", None)


def _port_rule(where: Origin, same: list[Origin]) -> tuple[str, Origin]:
    """The host is listed, with another port than the address has, or with none."""
    without = next((entry for entry in same if entry.port is None), None)
    if where.port == 443 and without is not None:
        return "default-port-written", without
    return "port-left-out" if where.port is None else "port-not-listed", without or same[0]


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
