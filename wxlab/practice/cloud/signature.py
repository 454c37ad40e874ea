"""Who may change a cloud: whoever has its key, which signs each request, once.

The text that is signed is a line ``name=value`` for each field, in the order of the specification.
No value may hold a line break, so no two requests have one text.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

from wxlab.practice.cloud.refusal import CloudError
from wxlab.spec.cloud import NONCE

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def signature(key: str, names: Sequence[str], values: Mapping[str, str]) -> str:
    """HMAC-SHA256 of these fields, in hex."""
    text = "\n".join(f"{name}={values[name]}" for name in names)
    return hmac.new(key.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def expect_signature(key: str, names: Sequence[str], values: Mapping[str, str]) -> None:
    """Raise CloudError unless ``values["signature"]`` is right for the fields `names`."""
    given = values.get("signature", "")
    if not given:
        raise CloudError(
            20001,
            "the request has no signature: sign it with the upload key, server.cloud.key",
            "请求没有签名：请用上传密钥 server.cloud.key 签名",
            status=401,
        )
    for name in names:
        _expect_line(name, values)
    right = signature(key, names, values)
    if not hmac.compare_digest(given.encode("utf-8", "replace"), right.encode()):
        raise CloudError(
            20002,
            "the signature is wrong: another key, or a field was changed after signing",
            "签名有误：密钥不对，或签名之后改动了字段",
            status=403,
        )
    if not re.fullmatch(NONCE, values["nonce"]):
        raise CloudError(
            10000, "nonce should be 32 hexadecimal digits", "nonce 应为 32 位十六进制数字"
        )


def _expect_line(name: str, values: Mapping[str, str]) -> None:
    if name not in values:
        raise CloudError(10000, f"the field {name} is missing", f"缺少字段 {name}")
    if _CONTROL.search(values[name]):
        raise CloudError(
            10000,
            f"{name} should be one line, without control characters",
            f"{name} 应为一行，不含控制字符",
        )
