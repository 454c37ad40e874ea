"""JavaScript's expressions written as Python, as a person would write them."""

import json
import keyword
import re
from typing import Any

from wxlab.js.expressions import Expressions, Node, UnknownSyntaxError
from wxlab.js.literals import holes, text_of

_WIDEST = 88
_CONSTANTS = {"true": "True", "false": "False", "null": "None", "undefined": "None"}
_OPERATORS = {"===": "==", "!==": "!=", "&&": "and", "||": "or", "??": "or"}
_METHODS = {"push": "append", "toUpperCase": "upper", "toLowerCase": "lower", "trim": "strip"}
_METHODS |= {"startsWith": "startswith", "endsWith": "endswith"}
_STRANGERS = frozenset(
    {
        *("Page", "App", "Component", "getApp", "getCurrentPages", "require", "module"),
        *("setTimeout", "setInterval", "clearTimeout", "clearInterval", "Promise"),
        *("Date", "Math", "Object", "Array", "Number", "String", "Map", "Set", "JSON"),
    }
)
"""Names that JavaScript has and Python has not."""
_LOOSE = ("binary", "choose", "lambda", "assign", "unary", "await")


class Phrases:
    """Writes expressions. What has to stand before one goes to ``lines``.

    ``calls`` are the names of ``wx`` that it has met, ``strangers`` those that Python has not.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.calls: set[str] = set()
        self.untranslated: list[str] = []
        self.uses_json = False
        self.strangers: set[str] = set()
        self._pad = ""
        self._parsed: set[str] = set()
        self._taken: set[str] = set()
        self._scopes: list[set[str]] = []

    def define(self, name: str, parameters: list[str], body: list[Node], is_async: bool) -> None:
        """Write a function with a name of its own."""
        raise NotImplementedError

    def _refuse(self, *_parts: Any) -> Any:
        raise UnknownSyntaxError

    def _text(self, value: Node, hint: str = "callback") -> str:
        """An expression; functions that need a name of their own are defined before it."""
        if value.kind == "lambda":
            return self._function(hint, *value.parts)
        if value.kind == "object":
            return self._object(*value.parts)
        return str(getattr(self, f"_text_{value.kind}", self._refuse)(*value.parts))

    def _tight(self, value: Node) -> str:
        text = self._text(value)
        return f"({text})" if value.kind in _LOOSE else text

    def _text_name(self, name: str) -> str:
        if name in _STRANGERS:
            self.strangers.add(name)
        return _CONSTANTS.get(name) or named(name)

    def _text_number(self, text: str) -> str:
        return text.removesuffix("n")

    def _text_string(self, text: str) -> str:
        return json.dumps(text_of(text), ensure_ascii=False)

    def _text_template(self, text: str) -> str:
        parts = list(holes(text))
        values = [self._text(Expressions.of(part)) for is_hole, part in parts if is_hole]
        if not values:
            return json.dumps("".join(part for _, part in parts), ensure_ascii=False)
        braced = [part.replace("{", "{{").replace("}", "}}") for _, part in parts]
        both = zip(parts, braced, strict=True)
        pattern = "".join("{}" if is_hole else text for (is_hole, _), text in both)
        quoted = json.dumps(pattern, ensure_ascii=False)
        if re.search(r"[\"'\\{}]", "".join(values)):
            return f"{quoted}.format({', '.join(values)})"
        rest = iter(values)
        return "f" + re.sub(r"(?<!\{)\{\}(?!\})", lambda _: f"{{{next(rest)}}}", quoted)

    def _text_group(self, inside: Node) -> str:
        return f"({self._text(inside)})"

    def _text_list(self, items: list[Node]) -> str:
        return f"[{', '.join(map(self._text, items))}]"

    def _text_member(self, owner: Node, name: str) -> str:
        if name == "length":
            return f"len({self._text(owner)})"
        if owner.kind == "name" and owner.parts[0] == "wx":
            self.calls.add(name)
        tight = self._tight(owner)
        parsed = is_parsed(owner) or (owner.kind == "name" and owner.parts[0] in self._parsed)
        by_key = parsed or keyword.iskeyword(name)
        return f'{tight}["{name}"]' if by_key else f"{tight}.{name}"

    def _text_item(self, owner: Node, key: Node) -> str:
        return f"{self._tight(owner)}[{self._text(key)}]"

    def _text_await(self, value: Node) -> str:
        return f"await {self._tight(value)}"

    def _text_unary(self, operator: str, value: Node) -> str:
        if operator == "typeof":
            raise UnknownSyntaxError(operator)
        return f"not {self._tight(value)}" if operator == "!" else operator + self._tight(value)

    def _text_choose(self, condition: Node, yes: Node, no: Node) -> str:
        return f"{self._tight(yes)} if {self._tight(condition)} else {self._tight(no)}"

    def _text_binary(self, operator: str, left: Node, right: Node) -> str:
        if operator == "instanceof":
            raise UnknownSyntaxError(operator)
        if operator == "+" and (_is_text(left) or _is_text(right)):
            return f"{self._as_text(left)} + {self._as_text(right)}"
        sign = _OPERATORS.get(operator, operator)
        if sign in ("==", "!=") and self._text(right) == "None":
            sign = "is" if sign == "==" else "is not"
        return f"{self._tight(left)} {sign} {self._tight(right)}"

    def _as_text(self, value: Node) -> str:
        return self._text(value) if _is_text(value) else f"str({self._text(value)})"

    def _text_call(self, function: Node, given: list[Node]) -> str:
        name = _dotted(function)
        if name.startswith("console."):
            return f"print({', '.join(map(self._text, given))})"
        if name in ("JSON.parse", "JSON.stringify"):
            self.uses_json = True
            plain = name == "JSON.parse"
            return f"json.loads({self._text(given[0])})" if plain else self._dumped(given)
        hint = function.parts[1] if function.kind == "member" else "callback"
        arguments = ", ".join(self._text(each, _snake(hint)) for each in given)
        if function.kind == "member" and function.parts[1] in _METHODS:
            return f"{self._tight(function.parts[0])}.{_METHODS[function.parts[1]]}({arguments})"
        return f"{self._tight(function)}({arguments})"

    def _dumped(self, given: list[Node]) -> str:
        return f"json.dumps({self._text(given[0])}, ensure_ascii=False)"

    def _object(self, pairs: list[tuple[str, Node]]) -> str:
        items = [(_key(key), self._text(value, text_of(_key(key)))) for key, value in pairs]
        line = "{" + ", ".join(f"{key}: {value}" for key, value in items) + "}"
        short = len(line) <= _WIDEST // 2 and "\n" not in line
        if short or not items:
            return line
        deeper = [(key, value.replace("\n", "\n    ")) for key, value in items]
        inside = "".join(f"    {key}: {value},\n" for key, value in deeper)
        return "{\n" + inside + "}"

    def _function(
        self, hint: str, name: str, parameters: list[str], body: list[Node], is_async: bool
    ) -> str:
        only = body[0].parts[0] if len(body) == 1 else None
        simple = only is not None and only.kind in ("return", "expression") and only.parts[0]
        if simple and not is_async and simple.kind not in ("assign", "lambda"):
            count = len(self.lines)
            text = self._text(simple)
            if len(self.lines) == count and "\n" not in text and len(text) < _WIDEST // 2:
                names = ", ".join(map(named, parameters))
                return f"lambda {names}: {text}" if names else f"lambda: {text}"
            del self.lines[count:]
        unique = self._unique(named(name or hint))
        self.define(unique, parameters, body, is_async)
        return unique

    def _unique(self, name: str) -> str:
        found, number = name, 2
        while found in self._taken:
            found, number = f"{name}_{number}", number + 1
        self._taken.add(found)
        return found


# -- names ---------------------------------------------------------------------------------------


def named(name: str) -> str:
    """A variable's name, as Python can have it."""
    return f"{name}_" if keyword.iskeyword(name) else name.replace("$", "_")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def hint_of(target: Node) -> str:
    """A name for a function that is given to this."""
    return str(target.parts[-1]) if target.kind in ("name", "member") else "callback"


def _key(key: str) -> str:
    return json.dumps(text_of(key) if key[0] in "'\"" else key, ensure_ascii=False)


def is_parsed(value: Node) -> bool:
    """Whether a value is what JSON gave."""
    return value.kind == "call" and _dotted(value.parts[0]) == "JSON.parse"


def _dotted(value: Node) -> str:
    if value.kind == "member":
        return f"{_dotted(value.parts[0])}.{value.parts[1]}"
    return str(value.parts[0]) if value.kind == "name" else ""


def _is_text(value: Node) -> bool:
    joined = value.kind == "binary" and value.parts[0] == "+"
    return value.kind in ("string", "template") or (joined and any(map(_is_text, value.parts[1:])))
