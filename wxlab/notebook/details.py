"""The details of one transfer, pane by pane, as the panel shows them below its table."""

from collections.abc import Iterator
from html import escape
from typing import Any

from wxlab.api.profile import Profile
from wxlab.api.trace import Trace, moment
from wxlab.core import multipart, timing
from wxlab.core.timing import HopMarks, Message
from wxlab.notebook import letters, picture
from wxlab.notebook.markup import paragraph, table
from wxlab.notebook.panel_words import LABELS
from wxlab.notebook.wire_view import wire_view

_STRIPE = 48


def panes(seen: Trace, lang: str) -> list[tuple[str, str, str]]:
    """Key, title and HTML of each pane, in the order in which they are shown."""
    words = LABELS[lang]
    made = {
        "general": _general(seen, lang),
        "request": _request(seen, words),
        "response": _response(seen, words),
        "form": _form(seen, words),
        "wire": _wire(seen, lang),
        "timing": _timing(seen, lang),
        "callbacks": _callbacks(seen, words),
    }
    return [(key, words[f"pane {key}"], html) for key, html in made.items()]


def _general(seen: Trace, lang: str) -> str:
    words, hop = LABELS[lang], seen.hop
    rows = [
        (words["api"], f"wx.{seen.api}"),
        (words["state"], picture.state(seen, seen.reading(), lang)),
    ]
    if seen.order is not None:
        rows.append((words["url"], seen.order.url))
    if hop is not None and hop.message is not None:
        rows.append((words["method"], hop.message.method))
        if hop.message.status:
            rows.append((words["status"], f"{hop.message.status} {hop.message.reason}".rstrip()))
        if hop.peer_ip:
            host = f"[{hop.peer_ip}]" if ":" in hop.peer_ip else hop.peer_ip
            rows.append((words["peer"], f"{host}:{hop.peer_port}"))
            rows.append((words["connection"], words["reused" if hop.reused else "new"]))
        rows.append((words["protocol"], hop.protocol))
    if seen.result is not None:
        rows.append(("errMsg", str(seen.result.errMsg)))
    why = paragraph(picture.why(seen, lang))
    return table(words["pane general"], (words["what"], words["value"]), rows) + why


def _messages(seen: Trace) -> Iterator[tuple[int, HopMarks, Message]]:
    for number, hop in enumerate(seen.marks.hops, 1):
        if hop.message is not None:
            yield number, hop, hop.message


def _request(seen: Trace, words: dict[str, str]) -> str:
    made = [
        table(f"{number}. {each.method} {each.url}", _pair(words), each.request_headers)
        for number, _, each in _messages(seen)
    ]
    return "".join(made) or paragraph(words["no request"])


def _response(seen: Trace, words: dict[str, str]) -> str:
    made = []
    for number, hop, each in _messages(seen):
        if each.status:
            after = letters.milliseconds(hop.response_start - seen.began)
            first = words["first byte"].format(ms=after)
            caption = f"{number}. {each.status} {each.reason}: {first}"
            made.append(table(caption, _pair(words), each.response_headers))
    event = seen.last("headers")
    if event is not None:
        after = letters.milliseconds((event.time - seen.events[0].time) * 1_000_000)
        made.append(paragraph(words["headers event"].format(ms=after)))
    return "".join(made) or paragraph(words["no answer"])


def _form(seen: Trace, words: dict[str, str]) -> str:
    order = seen.order
    if order is None or not order.is_upload or order.path is None:
        return paragraph(words["no form"])
    rows = [("field", name, value, "", f"{len(value.encode()):,}") for name, value in order.form]
    size = f"{seen.file_size:,}" if seen.hop is not None else ""
    name = order.file_name
    rows.append(("file", order.name, name, multipart.type_of(name), size))
    heads = tuple(words[key] for key in ("part", "name", "content", "type", "bytes"))
    shown = ((words[kind], *rest) for kind, *rest in rows)
    return table(words["pane form"], heads, shown) + paragraph(words["form note"])


def _wire(seen: Trace, lang: str) -> str:
    made = []
    for number, hop, each in _messages(seen):
        if hop.excerpt.total:
            heading = f"{number}. {each.method} {each.url}"
            made.append(f"<h4>{escape(heading)}</h4>{wire_view(hop.excerpt, lang)}")
    prepared = any(True for _ in _messages(seen))
    return "".join(made) or paragraph(LABELS[lang]["nothing out" if prepared else "no request"])


def _timing(seen: Trace, lang: str) -> str:
    words = LABELS[lang]
    now = moment()
    end = max(seen.ended or now, seen.began + 1)
    bar = letters.html(letters.bar(seen.phases, seen.began, end, _STRIPE))
    drawn = f"<p>{bar}</p>" + paragraph(letters.in_words(seen.phases, now, lang))
    drawn += f"<p><small>{escape(letters.legend(lang))}</small></p>"
    profile = seen.result.get("profile") if seen.result is not None else None
    if isinstance(profile, Profile):
        heads = tuple(words[key] for key in ("field", "value", "since call", "meaning"))
        rows = [_field(name, value, seen, profile, lang) for name, value in profile.items()]
        return drawn + table("res.profile", heads, rows)
    heads = tuple(words[key] for key in ("field", "value", "since call"))
    reached = [(name, str(at), _since(at, seen)) for name, at in timing.reached(seen.marks).items()]
    return drawn + (table(words["reached"], heads, reached) if reached else "")


def _field(name: str, value: Any, seen: Trace, profile: Profile, lang: Any) -> tuple[str, ...]:
    shown = getattr(value, "label", None)
    text = f"{int(value)} ({shown})" if shown else str(value)
    return name, text, _since(value, seen), profile.explain(name, lang)


def _since(value: object, seen: Trace) -> str:
    """Milliseconds after the call, for what is a moment."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 10**12:
        return ""
    return f"{value - seen.began // 1000:,} ms"


def _callbacks(seen: Trace, words: dict[str, str]) -> str:
    if not seen.runs:
        return paragraph(words["no callback"])
    called = seen.events[0].time
    rows = [
        (
            str(number),
            run.name,
            run.function,
            letters.milliseconds((run.time - called) * 1_000_000),
            f"{run.count:,}",
            letters.milliseconds(run.seconds * 1_000_000),
            run.error,
        )
        for number, run in enumerate(seen.runs, 1)
    ]
    keys = ("order", "callback", "function", "at ms", "times", "took ms", "raised")
    return table(words["pane callbacks"], tuple(words[key] for key in keys), rows)


def _pair(words: dict[str, str]) -> tuple[str, str]:
    return words["name"], words["value"]
