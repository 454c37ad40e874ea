"""One call in other words: JavaScript for a mini-program, Python for wxlab, curl for a shell.

Whatever text a call holds stands in these programs as data, never as code. The lines of Python and
of curl make the request that the call made: method, path, headers, and every part of its form.
Sources: ECMA-262 (string literals), the Bash manual (``$'…'``, ``printf``), curl's manual page.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from wxlab.core import multipart, paths
from wxlab.core.call import Call, Pairs
from wxlab.core.javascript import string, well_formed

Option = str | bytes | bool | float | Pairs | None

# Redirects as wxlab follows them: fifteen, a POST becomes a GET for 301, 302 and 303, and
# Authorization and Cookie are kept from other origins.
_CURL = "curl -q --proto '=http,https' --noproxy '*' --http1.1"
_ANSWER = "--compressed"
_FOLLOW = " --location --max-redirs 15"
_LONGEST_MS = 2**31 - 1

# Linux takes 128 KiB in one argument of a program; printf is the shell's own and has no limit.
_ARGUMENTS = 96 * 1024

_REFERER = re.compile(r"https://servicewechat\.com/(.*?)/(.*)/page-frame\.html")
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_BARE_PATH = re.compile(r"[\w./+@%-]+")
_NO_BYTE = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def javascript(call: Call) -> str:
    """The call as a mini-program makes it.

    An object of JavaScript's holds each name once, whole numbers first: a form that has a name
    twice, or a number after another name, cannot be said in it.
    """
    shown = "filePath" if call.path else "tempFilePath"
    if call.api != "downloadFile":
        shown = "data"
    lines = [
        f"wx.{call.api}({{",
        *_object(_options(call, call.path), "  ", _javascript_key, _javascript_text),
        "  success(res) {",
        f"    console.log(res.statusCode, res.{shown})",
        "  },",
        "  fail(err) {",
        "    console.log(err.errMsg)",
        "  },",
        "})",
    ]
    return "\n".join(lines) + "\n"


def python(call: Call) -> str:
    """The call as a whole program for wxlab, by the same mini-program (its ``Referer`` tells)."""
    lines = [
        *_mini_program(call),
        "",
        f"task = wx.{call.api}({{",
        *_object(_options(call, call.local or call.path), "    ", _python_key, _python_text),
        "})",
        "print(task.wait())",
    ]
    return "\n".join(lines) + "\n"


def curl(call: Call) -> str:
    """The call as a command for bash; a download is saved, the answer to an upload is printed.

    Where curl's own form cannot say a name or a value, the very bytes of the body are piped into
    it. Only then a redirect that turns the POST into a GET keeps its ``Content-Type``. What a
    user and password in a redirect's own address are worth, curl decides in its own way.
    """
    tidy = re.sub("^@|[^!-~]+", lambda found: quote(well_formed(found[0])), call.url.strip())
    url = call.sent_url or tidy
    before, body = _body(call)
    lines = [
        before + _CURL,
        _ANSWER
        + ("" if ("redirect", "manual") in call.more else _FOLLOW)
        + (" --globoff" if re.search(r"[][{}]", url) else ""),
        *([f"--max-time {_seconds(call.timeout)}"] if call.timeout else []),
        *(f"--header {_word(line)}" for line in _header_lines(call, url)),
        *body,
        f"--url {_word(_bytes(url))}",
    ]
    return " \\\n  ".join(lines) + "\n"


# -- objects of JavaScript and dicts of Python ---------------------------------------------------


def _options(call: Call, path: str) -> dict[str, Option]:
    options: dict[str, Option] = {"url": call.url, "filePath": path, "name": call.name}
    options |= {"header": call.header, "formData": call.form, "timeout": call.timeout}
    if call.api == "request":
        options |= {
            "method": call.method.removeprefix("GET"),
            "data": call.content,
            **dict(call.more),
        }
    return {name: value for name, value in options.items() if value}


def _object(
    options: dict[str, Option], pad: str, key: Callable[[str, int], str], text: Callable[[str], str]
) -> Iterator[str]:
    """The lines of an object; ``key`` is told how many keys of that name came before."""
    for name, value in options.items():
        if not isinstance(value, tuple):
            yield f"{pad}{key(name, 0)}: {_literal(value, text)},"
            continue
        yield f"{pad}{key(name, 0)}: {{"
        before: Counter[str] = Counter()
        for inner, item in value:
            yield f"{pad}{pad}{key(inner, before[inner])}: {text(item)},"
            before[inner] += 1
        yield f"{pad}}},"


def _literal(value: str | bytes | bool | float | None, text: Callable[[str], str]) -> str:
    """A value; bytes are written in Base64, and read by the same call in both languages."""
    if isinstance(value, bytes):
        return f"wx.base64ToArrayBuffer({text(b64encode(value).decode())})"
    if value is True:
        return "True" if text is _python_text else "true"
    return text(value) if isinstance(value, str) else string(value)


def _javascript_key(name: str, _before: int) -> str:
    if name == "__proto__":
        return "['__proto__']"  # without brackets it would be the prototype, and no property
    return name if _IDENTIFIER.fullmatch(name) else _javascript_text(name)


def _javascript_text(text: str) -> str:
    turned = re.sub(r"(?<!\\)((?:\\\\)*)\\U(.{8})", r"\1\\u{\2}", _inside(text))
    return f"'{turned}'"


def _python_key(name: str, before: int) -> str:
    # A dict holds a string once. A tuple of one is another key, and JavaScript's text of an array
    # of one is that of its item: so the same name is sent again.
    return "(" * before + _python_text(name) + ",)" * before


def _python_text(text: str) -> str:
    marks = {"\\'": "'", '"': '\\"'}
    turned = re.sub(r"\\.|\"", lambda found: marks.get(found[0], found[0]), _inside(text))
    return f'"{turned}"'


def _inside(text: str) -> str:
    """Python's literal without its quotation marks, which would be single ones."""
    return repr(text + '"')[1:-2]  # with a double one in it, repr() escapes the single ones


def _mini_program(call: Call) -> list[str]:
    referer = next((value for name, value in call.sent if name.lower() == "referer"), "")
    found = _REFERER.fullmatch(referer)
    if found is None or found.groups() == ("touristappid", "devtools"):
        return ["from wxlab import wx"]
    appid, version = map(_python_text, found.groups())
    return ["from wxlab import Wx", "", f"wx = Wx(appid={appid}, version={version})"]


# -- commands for bash ---------------------------------------------------------------------------


def _header_lines(call: Call, url: str) -> Iterator[bytes]:
    """The headers that curl must be told; these it writes itself, in the same words."""
    scheme, _, rest = url.partition("://")
    default_port = {"http": ":80", "https": ":443"}.get(scheme, "")
    same = {("host", rest.partition("/")[0].removesuffix(default_port)), ("accept", "*/*")}
    framing = ("content-length", "content-type" if call.api == "uploadFile" else "")
    for name, value in call.sent or call.header:
        if name.lower() not in framing and (name.lower(), value) not in same:
            line = f"{name}: {value}" if value else f"{name};"  # "X:" would take X away
            yield line.encode("latin-1", "replace")


def _body(call: Call) -> tuple[str, list[str]]:
    """What stands before curl, and its options about the body, the request's or the answer's."""
    if call.api == "request":
        return _content(call)
    if call.api != "uploadFile":
        return "", [f"--output {_word(_bytes(_output(call)))}"]
    # Over 1 MiB curl would ask first whether the body is welcome.
    options = ["--header 'Expect:'"]
    file = _plain_path(call.local or call.path)
    file_name = call.file_name or PurePosixPath(file).name
    if _form_can_say(call, file_name):
        return "", [*options, *_form(call, file, file_name)]
    boundary = call.boundary or "----wxlab000000000000000000000000"
    frame = multipart.frame(boundary, call.form, call.name, file_name)
    kind = f"Content-Type: {frame.content_type}"
    options += [f"--header {_word(kind.encode())}", "--data-binary @-"]
    return f"{_printed(frame, file)} | ", options


def _content(call: Call) -> tuple[str, list[str]]:
    """A request's method and body; curl alone keeps PUT and its like after a 303."""
    ways: dict[str, list[str]] = {"GET": [], "POST": [], "HEAD": ["--head"]}
    options = ways.get(call.method, [f"--request {call.method} --post301 --post302"])
    content = call.content
    if content is None:
        return "", options if call.method != "POST" else ["--data-raw ''"]
    options = ["--header 'Expect:'", *options]
    data = content if isinstance(content, bytes) else _bytes(content)
    if isinstance(content, str) and "\0" not in content and len(data) <= _ARGUMENTS:
        return "", [*options, f"--data-raw {_word(data)}"]
    return f"printf '%b' '{_escaped(data)}' | ", [*options, "--data-binary @-"]


def _form_can_say(call: Call, file_name: str) -> bool:
    """Whether ``--form`` sends these parts exactly, in any version of curl.

    A name ends at its first ``=``; before 7.81 a backslash is doubled; no argument has a NUL.
    """
    names = [call.name, *(name for name, _ in call.form)]
    text = "".join([*names, *(value for _, value in call.form)])
    return (
        all(names)
        and "=" not in "".join(names)
        and "\\" not in "".join(names) + file_name
        and "\0" not in text
        and len(_bytes(text)) + 32 * len(names) <= _ARGUMENTS
    )


def _form(call: Call, path: str, file_name: str) -> Iterator[str]:
    # Names are escaped here, as the HTML standard has it: before 7.81 curl did it differently.
    for name, value in call.form:
        field = f"{multipart.escaped_name(name)}={well_formed(value)}"
        yield f"--form-string {_word(_bytes(field))}"
    shown = path.replace("\\", "\\\\").replace('"', '\\"')
    file = path if _BARE_PATH.fullmatch(path) else f'"{shown}"'
    if (escaped := multipart.escaped_file_name(file_name)) != PurePosixPath(path).name:
        file += f';filename="{escaped}"'
    part = f"{multipart.escaped_name(call.name)}=@{file};type={multipart.type_of(file_name)}"
    yield f"--form {_word(_bytes(part))}"


def _printed(frame: multipart.Frame, path: str) -> str:
    """The body's bytes, its lines as printf reads them, the file's own from ``cat``."""
    lines = [line for line in re.split(rb"(?<=\r\n)", frame.head) if line]
    head = "".join(f" \\\n    '{_escaped(line)}'" for line in lines)
    tail = f" '{_escaped(frame.tail)}'"
    return f"{{\n  printf '%b'{head}\n  cat {_word(_bytes(path))}\n  printf '%b'{tail}\n}}"


def _plain_path(path: str) -> str:
    """A path that no program takes for an option, or for its standard input."""
    path = str(PurePosixPath(path))
    return f"./{path}" if path.startswith("-") else path


def _output(call: Call) -> str:
    """Where a download goes: the caller's path, else a visible file named like the URL's end."""
    if call.path:
        own = paths.is_own(call.path)
        return _plain_path(call.path.rpartition("/")[2] if own else call.path)
    last = re.split("[?#]", call.sent_url or call.url)[0].rpartition("/")[2]
    name = unquote(last)
    name = name if name.isprintable() and "/" not in name else last
    return name[-80:].lstrip(".-~ ") or "download"


def _seconds(milliseconds: float) -> str:
    return string(max(round(min(milliseconds, _LONGEST_MS) / 1000, 3), 0.001))  # 0: no limit


def _bytes(text: str) -> bytes:
    """The bytes of a text, UTF-8; in a file's name also those that Python could not decode."""
    return _NO_BYTE.sub("\ufffd", text).encode("utf-8", "surrogateescape")


def _word(data: bytes) -> str:
    """One word of a command."""
    text = data.decode("utf-8", "surrogateescape")
    return "'" + text.replace("'", "'\\''") + "'" if text.isprintable() else f"$'{_escaped(data)}'"


def _escaped(data: bytes) -> str:
    """Bytes as they stand in ``$'…'``, and in quotation marks for ``printf '%b'``."""
    return "".join(
        character
        # A terminal's history would expand "!".
        if character.isprintable() and character not in "\\'!"
        else _NAMED.get(character)
        or "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
        for character in data.decode("utf-8", "surrogateescape")
    )
