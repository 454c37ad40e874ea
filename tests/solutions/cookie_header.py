# ruff: noqa: F821
def cookie_header(cookies):
    jar = {}
    for cookie in cookies:
        name, _, value = cookie.partition(";")[0].partition("=")
        jar[name.strip()] = value.strip()
    return "; ".join(f"{name}={value}" for name, value in jar.items())
