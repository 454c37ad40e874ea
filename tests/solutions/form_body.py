# ruff: noqa: F821
def form_body(boundary, name, filename, content):
    disposition = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
    before = f"--{boundary}\r\n{disposition}\r\n\r\n"
    return before.encode() + content + f"\r\n--{boundary}--\r\n".encode()
