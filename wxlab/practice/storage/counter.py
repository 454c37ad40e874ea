"""/storage: where signed forms are handed in, and objects are fetched."""

from datetime import UTC, datetime

from aiohttp import web

from wxlab.practice.exchange import Exchange
from wxlab.practice.multipart import MultipartError
from wxlab.practice.storage.account import SERVICES
from wxlab.practice.storage.form import Form
from wxlab.practice.storage.objects import StoredObject
from wxlab.practice.storage.refusal import StorageError, document
from wxlab.practice.storage.service import Service
from wxlab.practice.storage.verdict import MAX_OBJECT_BYTES, judge


async def put(exchange: Exchange, service: str, bucket: str) -> web.StreamResponse:
    """Take a signed form: 204, or what ``success_action_status`` says; else the service's error."""
    # A file of exactly the limit, and the fields before it; what is larger is not taken anyway.
    await exchange.read(keep=MAX_OBJECT_BYTES + 64 * 1024)
    try:
        if exchange.request.method != "POST":
            raise _not_allowed(
                exchange.request.method, "a bucket is posted to", "存储桶只接受 POST"
            )
        if exchange.malformed:
            raise _malformed(exchange.malformed)
        form = Form.of(exchange.entry.parts)
        stored = _taken(exchange, _service(service), bucket, form)
    except StorageError as refusal:
        return _xml(refusal.xml, refusal.status)
    exchange.storage.kept.put(stored)
    return _success(exchange, stored, form.get("success_action_status"))


async def get(exchange: Exchange, service: str, bucket: str, key: str) -> web.StreamResponse:
    """Give an object back, to anybody."""
    try:
        if exchange.request.method not in ("GET", "HEAD"):
            raise _not_allowed(
                exchange.request.method, "an object is fetched", "对象只能用 GET 获取"
            )
        stored = exchange.storage.kept.get(_service(service).name, bucket, key)
        if stored is None:
            raise _no_such_key(key)
    except StorageError as refusal:
        return _xml(refusal.xml, refusal.status)
    headers = {
        "Content-Type": stored.content_type,
        "ETag": stored.etag,
        # A page that somebody uploaded is shown, but its scripts do not run.
        "Content-Security-Policy": "sandbox",
    }
    return web.Response(body=stored.data, headers=headers)


def _taken(exchange: Exchange, service: Service, bucket: str, form: Form) -> StoredObject:
    entry = exchange.entry
    headers = {name.lower(): value for name, value in reversed(entry.headers)}
    now = datetime.fromtimestamp(entry.started, UTC)
    judge(service, form, bucket, exchange.storage.keys, headers, now)
    content_type = form.get("Content-Type") or service.content_type
    if not (content_type.isascii() and content_type.isprintable()):
        raise StorageError(
            400,
            "InvalidArgument",
            "Content-Type is not valid.",
            details=[("ArgumentName", "Content-Type")],
            en="The field Content-Type should be printable ASCII text.",
            zh="字段 Content-Type 应为可打印的 ASCII 字符。",
        )
    return StoredObject(service.name, bucket, form.needed("key"), content_type, form.file.data)


def _success(exchange: Exchange, stored: StoredObject, wanted: str | None) -> web.Response:
    location = exchange.storage.url(stored.service, stored.bucket, stored.key)
    headers = {"ETag": stored.etag, "Location": location}
    if wanted == "201":
        elements = [
            ("Location", location),
            ("Bucket", stored.bucket),
            ("Key", stored.key),
            ("ETag", stored.etag),
        ]
        response = _xml(document("PostResponse", elements), 201)
        response.headers.update(headers)
        return response
    return web.Response(status=200 if wanted == "200" else 204, headers=headers)


def _service(name: str) -> Service:
    if name in SERVICES:
        return SERVICES[name]
    listed = ", ".join(SERVICES)
    raise StorageError(
        404,
        "NoSuchBucket",
        "The specified bucket does not exist",
        en=f"This storage speaks like {listed}, and not like {name}.",
        zh=f"本存储模仿 {listed}，没有 {name}。",
    )


def _no_such_key(key: str) -> StorageError:
    return StorageError(
        404,
        "NoSuchKey",
        "The specified key does not exist.",
        details=[("Key", key)],
        en="Nothing was uploaded under this key, or it had to make room for newer objects.",
        zh="没有上传过这个 key，或者它已为更新的对象让位。",
    )


def _not_allowed(method: str, en: str, zh: str) -> StorageError:
    return StorageError(
        405,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        details=[("Method", method)],
        en=f"The request was a {method}; {en}.",
        zh=f"请求方法是 {method}；{zh}。",
    )


def _malformed(error: MultipartError) -> StorageError:
    return StorageError(
        400,
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
        en=error.en,
        zh=error.zh,
    )


def _xml(text: str, status: int) -> web.Response:
    return web.Response(
        status=status, body=text.encode(), headers={"Content-Type": "application/xml"}
    )
