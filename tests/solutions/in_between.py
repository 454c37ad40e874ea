# ruff: noqa: F821
answer = "2.10.0"
