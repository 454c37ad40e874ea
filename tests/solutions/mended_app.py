# ruff: noqa: F821
mended_app = """{
  "pages": [
    "pages/index/index",
    "pages/cart/cart"
  ],
  "entryPagePath": "pages/index/index",
  "window": {"navigationBarTitleText": "小店"}
}"""
