"""A stranger who deploys: packages made by zipfile, forms and signatures made by hand."""

import hashlib
import hmac
import http.client
import io
import itertools
import json
import os
import shutil
import zipfile
from urllib.parse import urlsplit

import pytest

APPID = "wx0123456789abcdef"
NUMBERS = itertools.count(1)

APP = {
    "app.json": '{\n  "pages": [\n    "pages/index/index"\n  ]\n}\n',
    "app.js": "App({})\n",
    "pages/index/index.js": "Page({})\n",
    "pages/index/index.wxml": "<view>你好</view>\n",
}


def package_of(files):
    """A ZIP of these files, name to text or bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def signed(key, fields, nonce=None):
    """These fields, a nonce, and the signature of all of them in their order."""
    whole = fields | {"nonce": nonce or f"{next(NUMBERS):032x}"}
    text = "\n".join(f"{name}={value}" for name, value in whole.items())
    return whole | {"signature": hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()}


def form_of(fields, package, boundary="----a-boundary"):
    """The body of an upload."""
    lines = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="package"; filename="p.zip"\r\n'
        "Content-Type: application/zip\r\n\r\n"
    )
    return ("".join(lines) + file).encode() + package + f"\r\n--{boundary}--\r\n".encode()


FORM = {"Content-Type": "multipart/form-data; boundary=----a-boundary"}


class Stranger:
    """Talks to one server's cloud, as any program could."""

    Cut = http.client.HTTPException

    def __init__(self, server, appid=APPID):
        self.server = server
        self.appid = appid

    def connect(self):
        """A connection of its own."""
        return http.client.HTTPConnection(self.server.host, self.server.port, timeout=60)

    def ask(self, method, path, body=None, headers=None):
        """(status, headers, body) of a request below the appid's address."""
        address = urlsplit(self.server.url(f"/cloud/{self.appid}{path}"))
        connection = self.connect()
        try:
            target = address.path + (f"?{address.query}" if address.query else "")
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def get(self, path, method="GET"):
        """(status, body), the body read as JSON where it says that it is."""
        status, headers, body = self.ask(method, path)
        is_json = headers.get_content_type() == "application/json" and method != "HEAD"
        return status, json.loads(body) if is_json else body

    def fields(self, package, kind="app", name="", version="1.0.0", desc="", robot="1"):
        """What an upload of this package says."""
        return {
            "kind": kind,
            "name": name,
            "version": version,
            "desc": desc,
            "robot": robot,
            "digest": hashlib.sha256(package).hexdigest(),
            "size": str(len(package)),
        }

    def post_form(self, fields, package):
        """Send a form as it is: (status, JSON)."""
        status, _, body = self.ask("POST", "/uploads", form_of(fields, package), FORM)
        return status, json.loads(body)

    def begin(self, files, **said):
        """Upload, rightly signed: (status, JSON of the answer)."""
        package = files if isinstance(files, bytes) else package_of(files)
        return self.post_form(signed(self.server.cloud.key, self.fields(package, **said)), package)

    def ended(self, upload):
        """What the server tells of an upload once it is installed or has failed."""
        while True:
            status, told = self.get(f"/uploads/{upload}?wait=10000")
            assert status == 200, told
            if told["status"] in ("installed", "failed"):
                return told

    def upload(self, files, **said):
        """Upload and wait for the end."""
        status, begun = self.begin(files, **said)
        assert status == 202, begun
        return self.ended(begun["upload"])

    def send_json(self, path, document):
        """Post a JSON document as it is: (status, JSON)."""
        headers = {"Content-Type": "application/json"}
        status, _, answer = self.ask("POST", path, json.dumps(document), headers)
        return status, json.loads(answer)

    def change(self, path, **fields):
        """Sign and send a JSON document: (status, JSON)."""
        return self.send_json(path, signed(self.server.cloud.key, fields))

    def live(self, kind, version, name=""):
        """Make a version live."""
        return self.change("/live", kind=kind, name=name, version=version)

    def rollback(self, kind, name=""):
        """Go back."""
        return self.change("/rollback", kind=kind, name=name)

    def deploy(self, files, kind, version="1.0.0", name=""):
        """Upload, wait, make live. Functions get twenty seconds, on a loaded machine."""
        if kind == "function":
            files = {"config.json": '{"timeout": 20}'} | files
        told = self.upload(files, kind=kind, version=version, name=name)
        assert told["status"] == "installed", told
        status, resource = self.live(kind, version, name)
        assert status == 200, resource
        return resource


@pytest.fixture
def strangers():
    """Make somebody who talks to a server's cloud: ``strangers(server, appid)``."""
    return Stranger


@pytest.fixture
def stranger(server):
    return Stranger(server)


@pytest.fixture
def app():
    """The files of a small mini-program."""
    return dict(APP)


@pytest.fixture
def package():
    """Make a ZIP of files: ``package({name: text or bytes})``."""
    return package_of


@pytest.fixture(name="signed")
def signing():
    """Sign fields: ``signed(key, fields)``."""
    return signed


@pytest.fixture
def form():
    """Make the body of an upload, and the headers that say what it is."""
    return lambda fields, package: (form_of(fields, package), FORM)


@pytest.fixture
def needs_node():
    """Functions in JavaScript: without Node.js they are skipped, unless it is required."""
    if shutil.which("node") is None:
        required = os.environ.get("WXLAB_REQUIRE_NODE") == "1"
        (pytest.fail if required else pytest.skip)("cloud functions in JavaScript: install node")
