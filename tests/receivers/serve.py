"""Serves one of the receivers beside it: ``python serve.py flask``.

Each runs in the server that its framework's documentation begins with, on a free port of
127.0.0.1, which is printed. It ends when its standard input does, so it cannot outlive a test.
"""

import socket
import sys
from importlib import import_module
from threading import Thread


def flask(receiver):
    """What ``flask run`` starts."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, receiver.app)
    return server.server_port, server.serve_forever


def django(receiver):
    """What ``runserver`` builds on, with the check of tokens that ``startproject`` switches on."""
    from wsgiref.simple_server import make_server

    receiver.settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    server = make_server("127.0.0.1", 0, receiver.get_wsgi_application())
    return server.server_port, server.serve_forever


def fastapi(receiver):
    """What ``uvicorn fastapi_receiver:app`` starts."""
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(receiver.app))
    return listener.getsockname()[1], lambda: server.run([listener])


def aiohttp(receiver):
    """What ``web.run_app(app)`` starts."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = {"sock": listener, "handle_signals": False, "print": None}
    return listener.getsockname()[1], lambda: receiver.web.run_app(receiver.app, **settings)


def main(framework):
    """Serve until standard input ends."""
    port, serve = globals()[framework](import_module(f"{framework}_receiver"))
    Thread(target=serve, daemon=True).start()
    print(port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
