# ruff: noqa: F821
answer = {"url": server.url("/upload"), "filePath": photo, "name": "file", "timeout": 20_000}
