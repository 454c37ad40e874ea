"""The domain lists of the admin console: the rules by which they decide.

Source: the platform's page on using the network (使用说明: 服务器域名配置). A rule's sentences have
blanks: ``{host}`` and ``{port}`` of the address, ``{api}``, the list's name; ``{entry}``, what is
listed and comes near; ``{other}``, the list that has it.
"""

from collections.abc import Mapping
from typing import NamedTuple

FORBIDDEN = frozenset({"api.weixin.qq.com"})
"""Hosts that the admin console does not let anybody list."""

NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")  # fmt: skip
"""Addresses of local networks, for which the platform has a rule without lists."""


class Rule(NamedTuple):
    """What decides about an address, whether it lets it pass, and what to say."""

    name: str
    allowed: bool
    en: str
    remedy_en: str
    zh: str
    remedy_zh: str


_RULES = (
    Rule(
        "invalid-url", False,
        "This is no address that can be asked: its scheme, host or port is unusable.",
        "Write it in full, with https:// and the host name; a local path belongs into filePath.",
        "这不是可以请求的网址：协议、主机名或端口有误。",
        "写完整的 https:// 网址和域名；本地路径应放在 filePath。",
    ),
    Rule(
        "forbidden-host", False,
        "{host} may not be listed by anybody: its calls need your AppSecret, which must not be in a mini-program.",
        "Let your own server ask {host}, and the mini-program ask your server.",
        "{host} 不允许配置为合法域名：调用它需要 AppSecret，而 AppSecret 不能放在小程序里。",
        "由自己的服务器去请求 {host}，小程序再请求自己的服务器。",
    ),
    Rule(
        "localhost", False,
        "{host} is the device itself: on a phone that is the phone, not the computer where your server runs.",
        "Give the server a domain with https. To practise here, list its own address, as {practice}.",
        "{host} 指的是设备自己：在手机上就是手机，而不是运行服务器的电脑。",
        "给服务器配置 https 域名；在这里练习时，可以把它的地址（如 {practice}）加入列表。",
    ),
    Rule(
        "local-network", False,
        "{host} is an address of a local network, and no list may contain it. A phone in the same network may ask it by IP address and port, list or none (since 2.4.0); wxlab leaves that rule out.",
        "Publish with a domain that has https; addresses of a local network are for devices at hand.",
        "{host} 是局域网地址，不能加入列表。同一局域网内的手机可以用 IP 加端口直接访问，不看列表（2.4.0 起）；wxlab 没有模拟这条规则。",
        "正式发布时使用带 https 的域名；局域网地址只用于身边的设备。",
    ),
    Rule(
        "ip-address", False,
        "{host} is an IP address; the lists take domains only.",
        "Use a domain that leads to it; it must be registered (ICP) before it can be listed.",
        "{host} 是 IP 地址，列表里只能配置域名。",
        "使用解析到该地址的域名；域名要先完成 ICP 备案才能加入列表。",
    ),
    Rule(
        "not-https", False,
        "Only https is allowed, and this is http; to list it does not help.",
        "Write https://, and give the server a certificate that phones trust.",
        "只允许 https，而这里是 http；加入列表也没有用。",
        "改为 https://，并为服务器配置手机信任的证书。",
    ),
    Rule(
        "listed", True,
        "{entry} is in the list of {api}.",
        "Nothing. Where it redirects to must be listed as well.",
        "{entry} 在 {api} 的列表中。",
        "无需处理。它重定向到的域名也必须在列表中。",
    ),
    Rule(
        "practice-server", True,
        "{entry} is in the list of {api}. On a phone it could not be: wxlab lets a practice server be listed.",
        "Nothing here; for a phone, a domain with https.",
        "{entry} 在 {api} 的列表中。真机上做不到：wxlab 允许把练习服务器加入列表。",
        "在这里无需处理；真机上要用带 https 的域名。",
    ),
    Rule(
        "default-port-written", False,
        "{entry} is listed without a port, and then the address must have none, not even :443.",
        "Leave :443 out of the address; it means the same server.",
        "列表中的 {entry} 没有写端口，那么网址里也不能写端口，连 :443 也不行。",
        "把网址中的 :443 去掉，访问的还是同一台服务器。",
    ),
    Rule(
        "port-not-listed", False,
        "The port does not match: {entry} is listed, which allows just that, and the address has port {port}.",
        "List the address with its port, {origin}, or use what is listed.",
        "端口不一致：列表中是 {entry}，只允许它本身，而网址的端口是 {port}。",
        "把带端口的 {origin} 加入列表，或改用列表中的地址。",
    ),
    Rule(
        "port-left-out", False,
        "{entry} is listed with its port, and then the address must have that port; this one has none.",
        "Write the port into the address, or list {origin} as well.",
        "列表中的 {entry} 写了端口，那么网址也必须写这个端口；这个网址没有写。",
        "在网址里写上端口，或把 {origin} 也加入列表。",
    ),
    Rule(
        "other-list", False,
        "{entry} is in the list of {other}, and every API has a list of its own: that of {api} has it not.",
        "Add {origin} to the list of {api} too.",
        "{entry} 在 {other} 的列表中，但每个接口各有一个列表：{api} 的列表里没有它。",
        "把 {origin} 也加入 {api} 的列表。",
    ),
    Rule(
        "sub-domain", False,
        "{entry} is in the list of {api}, but a domain does not cover its sub-domains.",
        "List {origin} itself.",
        "{api} 的列表中有 {entry}，但父域名不包含它的子域名。",
        "把 {origin} 本身加入列表。",
    ),
    Rule(
        "not-listed", False,
        "{origin} is not in the list of {api}, and nothing in the list comes near.",
        "Add {origin} to the list of {api} in the admin console; what it redirects to as well.",
        "{api} 的列表中没有 {origin}，也没有相近的域名。",
        "在管理后台把 {origin} 加入 {api} 的列表；它重定向到的域名也要加。",
    ),
)  # fmt: skip

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _RULES}
"""Every rule by its name, in the order in which they are asked."""
