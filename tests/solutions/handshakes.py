# ruff: noqa: F821
def handshakes(profile):
    tls = profile["SSLconnectionEnd"] - profile["SSLconnectionStart"]
    tcp = profile["connectEnd"] - profile["connectStart"] - tls
    return [tcp, tls]
