# ruff: noqa: F821
answer = {"基础库": "base library", "超时": "timeout", "重试": "retry", "队列": "queue"}
