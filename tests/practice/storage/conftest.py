"""Forms as they arrive, made by hand, and the moment at which they do."""

import base64
import hashlib
import json
from datetime import UTC, datetime

import pytest

from wxlab.practice.multipart import Part
from wxlab.practice.storage.form import Form


@pytest.fixture
def now():
    """The moment at which everything here happens."""
    return datetime(2030, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def part():
    """A part of a form; with a filename, a file. A text may have bytes that are no UTF-8."""

    def part(name, data=b"x", filename=None):
        data = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        digest = hashlib.sha256(data).hexdigest()
        return Part(name, filename, None, (), len(data), digest, data)

    return part


@pytest.fixture
def form(part):
    """A form of these fields, and a file after them."""

    def form(fields, size=1, filename="photo.jpg", late=()):
        fields = [part(name, value) for name, value in fields.items()]
        after = [part(name) for name in late]
        return Form.of([*fields, part("file", bytes(size), filename), *after])

    return form


@pytest.fixture
def encoded():
    """A policy as it travels: JSON, or any text or bytes, in Base64."""

    def encoded(document):
        if not isinstance(document, str | bytes):
            document = json.dumps(document)
        plain = document.encode() if isinstance(document, str) else document
        return base64.b64encode(plain).decode()

    return encoded
