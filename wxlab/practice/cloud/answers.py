"""What the cloud's routes have in common: errors in JSON, methods, and the kind of a file."""

import functools
import ipaddress
import mimetypes
import re
import sqlite3
from collections.abc import Mapping

from aiohttp import web

from wxlab.practice.address import is_loopback
from wxlab.practice.cloud.refusal import CloudError, nothing_there
from wxlab.practice.exchange import Exchange, RefusedError, json_answer
from wxlab.practice.route import Answer
from wxlab.spec.cloud import APPID

_PORT = re.compile(r":[0-9]*$")
# Only what Python knows itself: what a system adds differs from machine to machine.
_TYPES = mimetypes.MimeTypes()
for _ending, _type in {
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".wxml": "text/plain",
    ".wxs": "text/javascript",
    ".wxss": "text/css",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}.items():
    _TYPES.add_type(_type, _ending)


def in_json(route: Answer) -> Answer:
    """A route of the cloud: what it refuses is told in JSON, and its appid is looked at first."""

    @functools.wraps(route)
    async def answer(exchange: Exchange, **words: str) -> web.StreamResponse:
        try:
            _expect_own_name(exchange)
            _expect_words(words)
            return await route(exchange, **words)
        except CloudError as error:
            return json_answer(error.json, error.status)
        except (ConnectionError, TimeoutError):
            raise
        except (sqlite3.Error, OSError) as error:
            return json_answer(_unkept(error).json, 500)
        except RefusedError as error:
            code = 40003 if error.status == 413 else 10000
            response = json_answer(CloudError(code, error.en, error.zh).json, error.status)
            if error.status in (408, 413):  # there is more of the body than anybody reads
                response.force_close()
            return response

    return answer


def _unkept(error: Exception) -> CloudError:
    """A full disk, or one that may only be read: told as what it is, not as a fault of the code."""
    return CloudError(
        40012, f"the cloud cannot use its folder: {error}", f"云端无法读写它的文件夹：{error}"
    )


def _expect_own_name(exchange: Exchange) -> None:
    """Refuse a name that is not this machine's own.

    A web page may have its own name lead to 127.0.0.1, and then read what it is answered. A token
    keeps it out as well; who comes over the network does not come as a page of this machine's.
    """
    name = _PORT.sub("", exchange.header("host") or "").strip("[]").lower().rstrip(".")
    known = name in ("", "localhost") or name.endswith(".localhost") or _is_address(name)
    here = exchange.request.transport and exchange.request.transport.get_extra_info("sockname")
    if known or exchange.token.text or not (here and is_loopback(here[0])):
        return
    raise CloudError(
        10000,
        f"this server is not {name[:255]}: ask 127.0.0.1 or localhost, or serve with token=True",
        f"本服务器不是 {name[:255]}：请用 127.0.0.1 或 localhost 访问，或者以 token=True 启动",
        status=403,
    )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _expect_words(words: Mapping[str, str]) -> None:
    for word in words.values():
        if word.encode("utf-8", "replace").decode() != word:
            raise nothing_there("such path", "这个路径")
    if not re.fullmatch(APPID, words["appid"]):
        raise CloudError(
            10000,
            "the path should be /cloud/{appid}/…, with an appid like wx and 16 hexadecimal digits",
            "路径应为 /cloud/{appid}/…，其中 appid 形如 wx 加 16 位十六进制数字",
        )


def expect_method(exchange: Exchange, *methods: str) -> None:
    """Raise CloudError (40010) for any other method."""
    if exchange.request.method not in methods:
        wanted = ", ".join(methods)
        raise CloudError(40010, f"this takes {wanted}", f"这里只接受 {wanted}", status=405)


def media_type(name: str) -> str:
    """What a file's name says of its content, with the charset of texts."""
    found = _TYPES.guess_type(name.rpartition("/")[2])[0] or "application/octet-stream"
    textual = found.startswith("text/") or found in ("application/json", "image/svg+xml")
    return f"{found}; charset=utf-8" if textual else found
