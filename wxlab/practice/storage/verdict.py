"""Whether a storage takes a form: the checks, in the order in which a service makes them.

First who signed, then until when, then each condition, then what nobody has spoken of, and the
size last, since a service knows it only when the file is through.
"""

from collections.abc import Mapping
from datetime import datetime

from wxlab.practice.storage.form import Form
from wxlab.practice.storage.policy import Condition, Policy, SizeRange, read
from wxlab.practice.storage.refusal import StorageError
from wxlab.practice.storage.service import Keys, Service

MAX_KEY_BYTES = 1024
MAX_OBJECT_BYTES = 16 * 1024 * 1024

# What a policy of S3 need not speak of, as well as every field x-ignore-….
_FREE = {"policy", "file", "x-amz-signature"}


def judge(
    service: Service,
    form: Form,
    bucket: str,
    keys: Keys,
    headers: Mapping[str, str],
    now: datetime,
) -> None:
    """Take the form, or raise the StorageError that says why not."""
    _expect_name(form.needed("key"))
    service.authenticate(form, keys, headers, now)
    encoded = form.get("policy")
    policy = read(encoded) if encoded is not None else None
    if policy is not None:
        _expect_policy(service, policy, form, bucket, now)
    for allowed in policy.sizes if policy else ():
        _expect_size(service, allowed, form.file.size, str(allowed), str(allowed))
    own = SizeRange(0, MAX_OBJECT_BYTES)
    _expect_size(service, own, form.file.size, "this practice storage", "本存储")


def _expect_policy(
    service: Service, policy: Policy, form: Form, bucket: str, now: datetime
) -> None:
    if now > policy.expiration:
        raise StorageError(
            403,
            "AccessDenied",
            service.expired(policy.expiration, now),
            en="The policy's expiration is over; a new one has to be signed.",
            zh="policy 的 expiration 已过，需要重新签名。",
        )
    values = service.values(form, bucket)
    if broken := policy.broken(values):
        raise _failed(service, broken, form, values)
    _expect_required(service, policy)
    if service.covers_all:
        _expect_covered(policy, list(values))


def _failed(
    service: Service, condition: Condition, form: Form, values: Mapping[str, str]
) -> StorageError:
    name = condition.field.removeprefix("$")
    found = values.get(condition.name)
    wanted, wished = (
        (f'it to be exactly "{condition.value}"', f"恰好是 “{condition.value}”")
        if condition.operation == "eq"
        else (f'it to begin with "{condition.value}"', f"以 “{condition.value}” 开头")
    )
    if not condition.field.startswith("$"):
        en = f"A condition names its field with a $, as in ${name}"
        zh = f"条件里的字段名前要有 $，例如 ${name}"
    elif found is None:
        en, zh = form.absence(name)
        en, zh = f"{en}; the policy wants {wanted}", f"{zh}；policy 要求它{wished}"
    else:
        en = f'The field {name} is "{found}"; the policy wants {wanted}'
        zh = f"字段 {name} 是 “{found}”；policy 要求它{wished}"
    return StorageError(403, "AccessDenied", service.failed(condition), en=f"{en}.", zh=f"{zh}。")


def _expect_required(service: Service, policy: Policy) -> None:
    for name in service.required:
        if name not in policy.names:
            raise StorageError(
                400,
                "InvalidPolicyDocument",
                f"Invalid Policy: no condition on {name}",
                en=f"The policy needs a condition on {name}.",
                zh=f"policy 里要有关于 {name} 的条件。",
            )


def _expect_covered(policy: Policy, names: list[str]) -> None:
    extra = [
        name
        for name in names
        if name not in policy.names | _FREE and not name.startswith("x-ignore-")
    ]
    if extra:
        listed = ", ".join(extra)
        raise StorageError(
            403,
            "AccessDenied",
            f"Invalid according to Policy: Extra input fields: {listed}",
            en=f"No condition of the policy speaks of {listed}; every field needs one.",
            zh=f"policy 里没有关于 {listed} 的条件；每个字段都要有条件。",
        )


def _expect_size(service: Service, allowed: SizeRange, size: int, who: str, zh_who: str) -> None:
    if allowed.least <= size <= allowed.most:
        return
    large = size > allowed.most
    code, message, limit = (
        ("EntityTooLarge", service.too_large, ("MaxSizeAllowed", allowed.most))
        if large
        else ("EntityTooSmall", service.too_small, ("MinSizeAllowed", allowed.least))
    )
    raise StorageError(
        400,
        code,
        message,
        details=[("ProposedSize", size), limit],
        en=f"The file has {size:,} bytes; {who} lets in {allowed.least:,} to {allowed.most:,}.",
        zh=f"文件有 {size:,} 字节；{zh_who} 只允许 {allowed.least:,} 到 {allowed.most:,} 字节。",
    )


def _expect_name(key: str) -> None:
    size = len(key.encode("utf-8", "replace"))
    if size == 0:
        raise StorageError(
            400,
            "InvalidArgument",
            "User key must have a length greater than 0.",
            details=[("ArgumentName", "key"), ("ArgumentValue", "")],
            en="The key is the object's name, and cannot be empty.",
            zh="key 是对象的名字，不能为空。",
        )
    if size > MAX_KEY_BYTES:
        raise StorageError(
            400,
            "KeyTooLongError",
            "Your key is too long",
            details=[("Size", size), ("MaxSizeAllowed", MAX_KEY_BYTES)],
            en=f"The key is {size:,} bytes long; at most {MAX_KEY_BYTES:,} go in.",
            zh=f"key 有 {size:,} 字节，最多 {MAX_KEY_BYTES:,} 字节。",
        )
