# ruff: noqa: F821
answer = {
    "uploadFile": ["https://files.example.com"],
    "downloadFile": [
        "https://files.example.com",
        "https://img.files.example.com",
        "https://cdn.example.com:8443",
    ],
}
