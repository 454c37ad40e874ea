# ruff: noqa: F821
answer = ["header", "body", "boundary"]
