"""The exercises and predictions of lesson 13, "Sign, and try again".

A policy is judged as a storage service judges it: by the forms that it lets in.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wxlab.notebook.exercise import Case, Exercise, Prediction, finished

_POLICIES: tuple[dict[str, object], ...] = (
    {"expiration": "2099-01-01T00:00:00Z", "conditions": [{"Content-Type": "image/jpeg"}]},
    {"expiration": "2031-05-05T00:00:00Z", "conditions": [["content-length-range", 1, 9]]},
)
_SECRETS = (b"secret", b"another secret")

_MANY = 4
"""Uploads after which the check of a loop that never ends is given up; a right answer needs two."""


def _fits(function: Any, policy: dict[str, object], secret: bytes) -> object:
    """Whether a signed form holds the policy, and a signature of the text that holds it."""
    form = function(policy, secret)
    if json.loads(base64.b64decode(form["policy"])) != policy:
        return "another policy"
    number = hmac.new(secret, form["policy"].encode(), hashlib.sha1).digest()
    right = base64.b64encode(number).decode()
    return "fits" if form["Signature"] == right else "does not fit"


def _signed(number: int) -> Case:
    """A case that lets the answer, a function, sign a policy."""
    return Case(
        f"the signature of policy {number + 1}",
        lambda function: _fits(function, _POLICIES[number], _SECRETS[number]),
        "fits",
    )


def _holds(condition: Any, fields: Mapping[str, str], size: int) -> bool:
    """Whether a form with a file of `size` bytes keeps one condition of a policy."""
    if isinstance(condition, dict):
        return all(fields.get(name) == value for name, value in condition.items())
    kind, first, second = condition
    if kind == "content-length-range":
        return bool(first <= size <= second)
    if kind not in ("starts-with", "eq"):
        raise ValueError(f"a condition begins with {kind!r}")
    value = fields.get(first.removeprefix("$"), "")
    return value.startswith(second) if kind == "starts-with" else value == second


def _let_in(key: str, kind: str, size: int, expected: bool) -> Case:
    """A case that shows a form to the answer, a policy."""
    fields = {"key": key, "Content-Type": kind}

    def taken(policy: Any) -> object:
        return all(_holds(condition, fields, size) for condition in policy["conditions"])

    return Case(f"{size} bytes of {kind} as {key} let in", taken, expected)


@dataclass
class _Answer:
    """What a server says to an upload."""

    statusCode: int  # noqa: N815 - a name of the specification


@dataclass
class _Shop:
    """A server that takes one token, and a place that gives new ones; both write down."""

    taken: str
    refusal: int = 401
    heard: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, token: str, key: str) -> _Answer:
        """Upload with this token and this key; RuntimeError when there is no end to it."""
        if len(self.heard) == _MANY:
            raise RuntimeError(f"{_MANY} uploads, and still one more")
        self.heard.append((token, key))
        return _Answer(200 if token == self.taken else self.refusal)

    async def refresh(self) -> str:
        """Another token."""
        return "second"


def _sent(shop: _Shop, function: Any) -> object:
    """The uploads that the answer, a coroutine function, makes, and the status it ends with."""

    answer = finished(function, shop.send, shop.refresh, "first", "photo-1")
    return shop.heard, answer.statusCode


EXERCISES = (
    Exercise(
        "signed",
        cases=(_signed(0), _signed(1)),
        hints=(
            "Compare what travels in the form with what was signed. Are they the same text?",
            "hmac.new(secret, text.encode(), hashlib.sha1): sign the Base64 text, which is "
            "what arrives.",
        ),
        rows=("uploadFile.object.formData",),
    ),
    Exercise(
        "png_only",
        cases=(
            _let_in("user/42/cat.png", "image/png", 40_000, True),
            _let_in("user/42/cat.jpg", "image/jpeg", 40_000, False),
            _let_in("user/42/cat.png", "image/png", 60_000, False),
            _let_in("user/42/cat.png", "image/png", 0, False),
            _let_in("user/7/cat.png", "image/png", 40_000, False),
        ),
        hints=(
            "Each of the three conditions speaks of one thing: where, what kind, how large.",
            "The second wants image/png. The third is a range with two numbers, the least and "
            "the most; an empty file has 0 bytes.",
        ),
        rows=("uploadFile.object.formData",),
    ),
    Exercise(
        "once_more",
        cases=(
            Case(
                "a token that is good",
                lambda function: _sent(_Shop("first"), function),
                ([("first", "photo-1")], 200),
            ),
            Case(
                "a token that has expired",
                lambda function: _sent(_Shop("second"), function),
                ([("first", "photo-1"), ("second", "photo-1")], 200),
            ),
            Case(
                "no token that is ever good",
                lambda function: _sent(_Shop("none"), function),
                ([("first", "photo-1"), ("second", "photo-1")], 401),
            ),
            Case(
                "a server that answers 403",
                lambda function: _sent(_Shop("none", 403), function),
                ([("first", "photo-1")], 403),
            ),
        ),
        hints=(
            "Look at res.statusCode after the first send. For which number does a new token help?",
            "if res.statusCode == 401: res = await send(await refresh(), key). An if goes round "
            "once, a while perhaps for ever.",
        ),
        rows=("uploadFile.object.header", "uploadFile.success.statusCode"),
    ),
)

PREDICTIONS = (
    Prediction(
        "put_method",
        why="uploadFile knows no option called method. It always sends a POST with a form.",
        wrong={
            "PUT": "That would need an option of the table, and there is none called method.",
            "nothing": "An option that is not known is ignored; the rest is a good call.",
        },
    ),
    Prediction(
        "changed_policy",
        why="The signature belongs to the old text, and a new one needs the secret.",
        wrong={
            "taken": "Then anybody could write a policy; the signature is there to see that.",
            "AccessDenied": "The conditions are not looked at before the signature fits.",
        },
    ),
    Prediction(
        "arrived_twice",
        why="A timeout ends your waiting. What the server has read, it has read.",
        wrong={
            1: "The first one was whole before the time was up; only its answer was missing.",
            0: "The second call ended well, so at least one came.",
        },
    ),
)
