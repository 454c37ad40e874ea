"""What is live in the cloud, for everybody to fetch: code, website, objects and records."""

import asyncio
import json
from urllib.parse import quote

from aiohttp import web

from wxlab.practice.cloud.answers import expect_method, in_json, media_type
from wxlab.practice.cloud.refusal import nothing_there
from wxlab.practice.cloud.resource import Resource
from wxlab.practice.exchange import Exchange, json_answer

MAX_PAGE = 1_000
_PAGE = 100
_INDEX = "index.html"
# A file is shown as what its name says; what only looks like a page runs no scripts.
_NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}
_SANDBOX = _NO_SNIFFING | {"Content-Security-Policy": "sandbox"}


@in_json
async def app(exchange: Exchange, appid: str, path: str) -> web.StreamResponse:
    """A file of the code that is live."""
    return await _file(exchange, Resource(appid, "app"), path, _SANDBOX)


@in_json
async def static(exchange: Exchange, appid: str, path: str = "") -> web.StreamResponse:
    """A file of the website; a folder's index, at the folder's own address with its slash."""
    site = Resource(appid, "static")
    if path == "" or path.endswith("/"):
        return await _file(exchange, site, path + _INDEX, _NO_SNIFFING)
    if await asyncio.to_thread(exchange.cloud.store.file, site, path) is None:
        index = await asyncio.to_thread(exchange.cloud.store.file, site, f"{path}/{_INDEX}")
        if index is not None:
            # Links in the page are relative to it, so its address must end in a slash.
            folder = quote(path.rpartition("/")[2], safe="")
            return web.Response(status=302, headers={"Location": f"./{folder}/"})
    return await _file(exchange, site, path, _NO_SNIFFING)


@in_json
async def objects(exchange: Exchange, appid: str) -> web.StreamResponse:
    """The objects of the storage, in the order of their keys."""
    expect_method(exchange, "GET", "HEAD")
    storage = Resource(appid, "storage")
    prefix = exchange.text("prefix") or ""
    found = await asyncio.to_thread(exchange.cloud.store.files, storage, prefix)
    listed = [
        {"key": each.path, "size": each.size, "etag": each.etag, "type": media_type(each.path)}
        for each in found
    ]
    return json_answer({"objects": listed})


@in_json
async def stored(exchange: Exchange, appid: str, key: str) -> web.StreamResponse:
    """One object."""
    return await _file(exchange, Resource(appid, "storage"), key, _SANDBOX)


@in_json
async def collections(exchange: Exchange, appid: str) -> web.StreamResponse:
    """The collections and their sizes."""
    expect_method(exchange, "GET", "HEAD")
    database = Resource(appid, "database")
    found = await asyncio.to_thread(exchange.cloud.store.collections, database)
    listed = [{"collection": name, "records": count} for name, count in found.items()]
    return json_answer({"collections": listed})


@in_json
async def records(exchange: Exchange, appid: str, collection: str) -> web.StreamResponse:
    """Some records of a collection, and how many there are."""
    expect_method(exchange, "GET", "HEAD")
    skip = exchange.number("skip", 0, 0, 10**9)
    limit = exchange.number("limit", _PAGE, 0, MAX_PAGE)
    database = Resource(appid, "database")
    page = await asyncio.to_thread(exchange.cloud.store.records, database, collection, skip, limit)
    if page is None:
        raise nothing_there(f"collection {collection!r}", f"集合 {collection!r}")
    return json_answer({"records": list(map(json.loads, page.records)), "total": page.total})


async def _file(
    exchange: Exchange, resource: Resource, path: str, headers: dict[str, str]
) -> web.Response:
    expect_method(exchange, "GET", "HEAD")
    found = await asyncio.to_thread(exchange.cloud.store.file, resource, path)
    if found is None:
        raise nothing_there(f"{path!r} in the {resource} that is live", f"线上的 {path!r}")
    data, etag = found
    described = {"Content-Type": media_type(path), "ETag": etag}
    return web.Response(body=data, headers=described | headers)
