# ruff: noqa: F821
png_only = {
    "expiration": "2099-01-01T00:00:00Z",
    "conditions": [
        ["starts-with", "$key", "user/42/"],
        {"Content-Type": "image/png"},
        ["content-length-range", 1, 50_000],
    ],
}
