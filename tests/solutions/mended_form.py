# ruff: noqa: F821
answer = {
    "url": server.url("/upload"),
    "filePath": photo,
    "name": "avatar",
    "formData": {"public": "true", "tags": json.dumps(["cat", "red"])},
}
