"""/upload and /slow/upload: say what arrived."""

from aiohttp import web

from wxlab.practice.exchange import Exchange, json_answer
from wxlab.practice.multipart import MultipartError, Part

MAX_VALUE_BYTES = 4096
DEFAULT_KBPS = 5_000


async def upload(exchange: Exchange) -> web.StreamResponse:
    """Answer what arrived, as JSON; 400 when it was no well-formed form."""
    if exchange.malformed:
        return json_answer(_complaint(exchange, exchange.malformed), status=400)
    parts = exchange.entry.parts
    fields = {part.name: _value(part) for part in parts if part.filename is None}
    shown = [_shown(part) for part in parts]
    return json_answer(_request(exchange) | {"fields": fields, "parts": shown})


async def slow_upload(exchange: Exchange) -> web.StreamResponse:
    """The same, but read at ``?kbps=`` (kilobits a second): 2 MB take about three seconds."""
    kbps = exchange.number("kbps", DEFAULT_KBPS, 1, 10_000_000)
    await exchange.read(kbps)
    return await upload(exchange)


def _request(exchange: Exchange) -> dict[str, object]:
    entry = exchange.entry
    return {
        "method": entry.method,
        "path": entry.path,
        # Host names the port, which differs from run to run; the log has it.
        "headers": [[name, value] for name, value in entry.headers if name.lower() != "host"],
        "contentType": exchange.header("content-type"),
        "size": entry.body_bytes,
    }


def _shown(part: Part) -> dict[str, object]:
    shown: dict[str, object] = {
        "name": part.name,
        "filename": part.filename,
        "contentType": part.content_type,
        "size": part.size,
        "sha256": part.sha256,
    }
    return shown | {"value": _value(part)} if part.filename is None else shown


def _value(part: Part) -> str | None:
    """A field's text, or None when it is too long to repeat (over 4,096 bytes)."""
    return part.text if part.size <= min(MAX_VALUE_BYTES, len(part.data)) else None


def _complaint(exchange: Exchange, error: MultipartError) -> dict[str, object]:
    return {"error": {"en": error.en, "zh": error.zh}} | _request(exchange)
