"""Certificates of a practice server: an authority made for it alone, and gone with it."""

import ssl

import trustme


def contexts(host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's TLS context, and one for clients that trusts its authority and no other.

    The certificate is good for `host`, localhost and the loopback addresses.
    """
    authority = trustme.CA()
    names = dict.fromkeys([host, "localhost", "127.0.0.1", "::1"])
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(server)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(client)
    return server, client
