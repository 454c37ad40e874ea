"""Where the cloud is changed, with signed requests: uploads, what is live, the way back."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence

from aiohttp import web

from wxlab.practice.cloud.answers import expect_method, in_json
from wxlab.practice.cloud.archive import MAX_PACKAGE_BYTES
from wxlab.practice.cloud.refusal import CloudError, nothing_there
from wxlab.practice.cloud.resource import Resource
from wxlab.practice.cloud.signature import expect_signature
from wxlab.practice.cloud.store import Release
from wxlab.practice.exchange import Exchange, json_answer
from wxlab.practice.multipart import Part
from wxlab.spec.cloud import (
    DESCRIPTION_CHARACTERS,
    FUNCTION_NAME,
    KINDS,
    LIVE_FIELDS,
    ROBOTS,
    ROLLBACK_FIELDS,
    UPLOAD_FIELDS,
    VERSION,
)

MAX_WAIT_MS = 10_000
_FIELD_BYTES = 64 * 1024


@in_json
async def upload(exchange: Exchange, appid: str) -> web.StreamResponse:
    """Take a signed package: 202, and the upload can be asked for."""
    expect_method(exchange, "POST")
    await exchange.read(keep=MAX_PACKAGE_BYTES + _FIELD_BYTES)
    if exchange.malformed:
        raise CloudError(10000, exchange.malformed.en, exchange.malformed.zh)
    fields, package = _form(exchange.entry.parts)
    await _expect_signed(exchange, UPLOAD_FIELDS, fields)
    release = _release(appid, fields)
    _expect_whole(package, fields)
    begun = await exchange.cloud.uploads.begin(release, package.data)
    return json_answer({"upload": begun.id, "status": begun.status}, 202)


@in_json
async def uploaded(exchange: Exchange, appid: str, upload: str) -> web.StreamResponse:
    """How far an upload is; with ``?wait=`` when that changes."""
    expect_method(exchange, "GET")
    await exchange.read()
    found = exchange.cloud.uploads.get(appid, upload)
    if found is None:
        raise nothing_there("such upload", "这个上传")
    await found.change(exchange.number("wait", 0, 0, MAX_WAIT_MS) / 1000)
    return json_answer(found.json)


@in_json
async def live(exchange: Exchange, appid: str) -> web.StreamResponse:
    """Make an installed version live."""
    fields = await _document(exchange, LIVE_FIELDS)
    resource = _resource(appid, fields)
    await asyncio.to_thread(exchange.cloud.store.make_live, resource, _version(fields))
    return await _status_of(exchange, resource)


@in_json
async def rollback(exchange: Exchange, appid: str) -> web.StreamResponse:
    """Make the version live that was live before."""
    resource = _resource(appid, await _document(exchange, ROLLBACK_FIELDS))
    await asyncio.to_thread(exchange.cloud.store.roll_back, resource)
    return await _status_of(exchange, resource)


@in_json
async def status(exchange: Exchange, appid: str) -> web.StreamResponse:
    """What there is of a mini-program, and which versions."""
    expect_method(exchange, "GET", "HEAD")
    await exchange.read()
    return json_answer((await asyncio.to_thread(exchange.cloud.status, appid)).json)


async def _status_of(exchange: Exchange, resource: Resource) -> web.StreamResponse:
    found = await asyncio.to_thread(exchange.cloud.store.resource, resource)
    return json_answer(found.json)


async def _expect_signed(
    exchange: Exchange, names: Sequence[str], fields: Mapping[str, str]
) -> None:
    expect_signature(exchange.cloud.key, names, fields)
    if not await asyncio.to_thread(exchange.cloud.store.take_nonce, fields["nonce"]):
        raise CloudError(
            20002,
            "this request was made before: every one needs a nonce of its own",
            "该请求已提交过：每个请求都要用新的 nonce",
            status=403,
        )


async def _document(exchange: Exchange, names: Sequence[str]) -> dict[str, str]:
    """The texts of a signed JSON body."""
    expect_method(exchange, "POST")
    await exchange.read()
    try:
        said = json.loads(bytes(exchange.entry.body))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not all(isinstance(each, str) for each in said.values()):
        listed = ", ".join((*names, "signature"))
        raise CloudError(
            10000,
            f"the body should be a JSON object of texts: {listed}",
            f"请求体应为 JSON 对象，各值为字符串：{listed}",
        )
    await _expect_signed(exchange, names, said)
    return said


def _form(parts: Sequence[Part]) -> tuple[dict[str, str], Part]:
    """The fields of an upload and its file, each of them once."""
    fields: dict[str, str] = {}
    package = None
    for part in parts:
        if part.name in fields or (part.name == "package" and package):
            raise CloudError(10000, f"{part.name} is there twice", f"字段 {part.name} 重复")
        if part.name == "package":
            package = part
        elif part.size <= _FIELD_BYTES:
            fields[part.name] = part.data.decode("utf-8", "replace")
    if package is None:
        raise CloudError(10000, "the file part package is missing", "缺少文件部分 package")
    return fields, package


def _release(appid: str, fields: Mapping[str, str]) -> Release:
    """What an upload says that it is. Raises CloudError (10000) naming the field."""
    resource, version = _resource(appid, fields), _version(fields)
    if len(fields["desc"]) > DESCRIPTION_CHARACTERS:
        most = f"{DESCRIPTION_CHARACTERS:,}"
        raise _field("desc", f"at most {most} characters", f"不超过 {most} 字")
    if fields["robot"] not in map(str, ROBOTS):
        raise _field("robot", f"{ROBOTS[0]} to {ROBOTS[-1]}", f"{ROBOTS[0]} 到 {ROBOTS[-1]}")
    robot = int(fields["robot"])
    return Release(resource, version, fields["desc"], robot, fields["digest"])


def _version(fields: Mapping[str, str]) -> str:
    if not re.fullmatch(VERSION, fields["version"]):
        raise _field("version", "1 to 64 of 0-9 A-Z a-z . _ -", " 1 到 64 位的 0-9 A-Z a-z . _ -")
    return fields["version"]


def _resource(appid: str, fields: Mapping[str, str]) -> Resource:
    kind, name = fields["kind"], fields["name"]
    if kind not in KINDS:
        raise _field("kind", f"one of {', '.join(KINDS)}", f"{'、'.join(KINDS)} 之一")
    if kind != "function" and name:
        raise _field("name", "empty for all but functions", "空（只有云函数有名字）")
    if kind == "function" and not re.fullmatch(FUNCTION_NAME, name):
        raise _field(
            "name",
            "a letter, then at most 59 letters, digits, _ or -",
            "字母开头，其后最多 59 位字母、数字、_ 或 -",
        )
    return Resource(appid, kind, name)


def _field(name: str, en: str, zh: str) -> CloudError:
    return CloudError(10000, f"{name} should be {en}", f"{name} 应为{zh}")


def _expect_whole(package: Part, fields: Mapping[str, str]) -> None:
    """Raise CloudError unless the file is the one that was signed."""
    if package.size > MAX_PACKAGE_BYTES:
        raise CloudError(
            40003,
            f"the package has {package.size:,} bytes; the limit is {MAX_PACKAGE_BYTES:,}",
            f"代码包有 {package.size:,} 字节，上限是 {MAX_PACKAGE_BYTES:,} 字节",
            status=413,
        )
    if fields["size"] != str(package.size):
        raise CloudError(
            10000,
            f"size says {fields['size'][:20]}, and {package.size} bytes arrived",
            f"size 为 {fields['size'][:20]}，实际收到 {package.size} 字节",
        )
    if fields["digest"] != package.sha256 or len(package.data) != package.size:
        raise CloudError(
            10000,
            "digest is not the SHA-256 of what arrived",
            "digest 与收到的内容的 SHA-256 不符",
        )
