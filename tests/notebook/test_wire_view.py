"""The wire view: a request's bytes, named and explained, as HTML."""

from html.parser import HTMLParser

import pytest

from wxlab.core import multipart
from wxlab.core.anatomy import pieces
from wxlab.core.excerpt import Excerpt
from wxlab.notebook.panel_words import LABELS
from wxlab.notebook.wire_view import GROUNDS, wire_view
from wxlab.spec.anatomy import NOTES

SECRET = "<img src=x onerror=alert(1)>&amp;\"'"


class Html(HTMLParser):
    """The paragraph, the bytes, and the table below them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.pre, self.text, self.rows, self._open = [], "", "", [], []
        self.spans = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self._open.append(tag)
        self.tags.append(tag)
        if tag == "span":
            self.spans.append([dict(attrs), ""])
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "pre" in self._open:
            self.pre += data
        if self._open[-1:] == ["span"]:
            self.spans[-1][1] += data
        if self._open[-1:] in (["th"], ["td"]):
            self.rows[-1][-1] += data


def out(data):
    made = Excerpt()
    made.add(memoryview(data))
    return made


def upload(content=b"hi", name="照片.png", form=(("用户", "张三"),), boundary="----b"):
    frame = multipart.frame(boundary, form, "file", name)
    body = frame.head + content + frame.tail
    head = (
        f"POST /upload?a=b HTTP/1.1\r\nHost: h:80\r\nContent-Type: {frame.content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def luminance(colour):
    """WCAG 2.2, relative luminance of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ground", sorted({*GROUNDS.values()}))
def test_white_reads_on_every_ground(ground):
    assert 1.05 / (luminance(ground) + 0.05) >= 4.5


def test_what_has_a_ground_is_a_kind_of_piece():
    assert set(GROUNDS) <= set(NOTES)


@pytest.mark.parametrize("lang", LABELS)
def test_the_bytes_stand_there_as_they_went_out(lang):
    request = upload()
    seen = Html(wire_view(out(request), lang))
    assert seen.pre.replace("\\r\\n\n", "\r\n").encode() == request
    assert seen.text.startswith(LABELS[lang]["excerpt"].format(count=len(request)))


def test_every_line_of_the_message_is_a_line_of_the_view():
    lines = Html(wire_view(out(upload()), "en")).pre.splitlines()
    assert lines[0] == "POST /upload?a=b HTTP/1.1\\r\\n"
    assert lines[4] == "\\r\\n"
    assert lines[5] == "------b\\r\\n"
    assert lines[-1] == "------b--\\r\\n"


@pytest.mark.parametrize("lang", LABELS)
def test_pieces_of_the_form_are_coloured_and_named(lang):
    seen = Html(wire_view(out(upload()), lang))
    for kind, text in (("value", "张三"), ("filename", "照片.png"), ("file", "hi")):
        label = NOTES[kind].label_zh if lang == "zh" else NOTES[kind].label_en
        style = f"background-color:{GROUNDS[kind]};color:#ffffff"
        assert [{"title": label, "style": style}, text] in seen.spans


@pytest.mark.parametrize("lang", LABELS)
def test_the_table_explains_every_kind_once(lang):
    request = upload(form=(("a", "1"), ("b", "2")))
    seen = Html(wire_view(out(request), lang))
    kinds = list(dict.fromkeys(each.kind for each in pieces(request, b"", len(request))))
    heads, *rows = seen.rows
    assert heads == [LABELS[lang][key] for key in ("piece", "bytes shown", "meaning")]
    notes = [NOTES[kind] for kind in kinds]
    assert [row[0] for row in rows] == [
        note.label_zh if lang == "zh" else note.label_en for note in notes
    ]
    assert [row[2] for row in rows] == [note.zh if lang == "zh" else note.en for note in notes]
    assert "1" in [row[1] for row in rows]
    assert "2" not in [row[1] for row in rows]


@pytest.mark.parametrize(("lang", "said"), [("en", "bytes left out"), ("zh", "省略")])
def test_what_is_left_out_is_counted(lang, said):
    request = upload(content=b"x" * 100_000)
    seen = Html(wire_view(out(request), lang))
    assert said in seen.pre
    left_out = sum(each.left_out for each in pieces(request[:32768], request[-512:], len(request)))
    assert f"{left_out:,}" in seen.pre
    assert len(seen.pre) < 2000


def test_a_request_without_a_body_is_its_head():
    request = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
    seen = Html(wire_view(out(request), "en"))
    assert seen.pre == "GET /a HTTP/1.1\\r\\n\nHost: h\\r\\n\n\\r\\n\n"


def test_hostile_bytes_are_text():
    request = upload(content=SECRET.encode(), name=SECRET, form=((SECRET, SECRET),))
    request = request.replace(b"Host: h", b"Host: " + SECRET.encode())
    seen = Html(wire_view(out(request), "en"))
    assert "img" not in seen.tags
    assert seen.pre.count("<img src=x onerror=alert(1)>") == 5


@pytest.mark.parametrize("size", [0, 1, 17, 60, 200])
def test_a_request_that_is_still_going_out_is_shown_as_far_as_it_is(size):
    request = upload()[:size]
    seen = Html(wire_view(out(request), "en"))
    assert seen.pre.replace("\\r\\n\n", "\r\n").encode() == request.decode(errors="ignore").encode()


def test_long_texts_are_short_in_the_table():
    seen = Html(wire_view(out(upload(form=(("a", "长" * 100),))), "en"))
    assert all(len(row[1]) <= 60 for row in seen.rows)
    assert "长" * 57 + "…" in seen.text
