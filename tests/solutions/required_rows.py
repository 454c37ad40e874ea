# ruff: noqa: F821
answer = [row.name for row in TABLES["uploadFile.object"].rows if row.required]
