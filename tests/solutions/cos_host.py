# ruff: noqa: F821
def cos_host(bucket, region):
    return f"{bucket}.cos.{region}.myqcloud.com"
