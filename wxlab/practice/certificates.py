"""Certificates of a practice server: an authority made for it alone, and gone with it.

The flawed ones are made by an authority that clients trust, so that the flaw is all that is wrong.
"""

import ssl
from datetime import UTC, datetime

import trustme

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


def contexts(host: str) -> Contexts:
    """The server's TLS context, and one for clients that trusts its authority and no other.

    The certificate is good for `host`, localhost and the loopback addresses.
    """
    authority = trustme.CA()
    return _serving(authority.issue_cert(*_names(host))), _trusting(authority)


def expired(host: str) -> Contexts:
    """A certificate that was good in 2001."""
    authority = trustme.CA()
    start, end = datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 1, 1, tzinfo=UTC)
    leaf = authority.issue_cert(*_names(host), not_before=start, not_after=end)
    return _serving(leaf), _trusting(authority)


def wrong_host(host: str) -> Contexts:
    """A certificate for another host."""
    authority = trustme.CA()
    return _serving(authority.issue_cert("elsewhere.example")), _trusting(authority)


def incomplete_chain(host: str) -> Contexts:
    """A certificate of an intermediate authority, which the server does not show."""
    authority = trustme.CA()
    leaf = authority.create_child_ca().issue_cert(*_names(host))
    return _loaded(leaf.cert_chain_pems[0], leaf.private_key_pem), _trusting(authority)


def self_signed(host: str) -> Contexts:
    """A certificate that nobody but itself has signed; clients trust another authority."""
    itself = trustme.CA()
    return _loaded(itself.cert_pem, itself.private_key_pem), _trusting(trustme.CA())


def _names(host: str) -> dict[str, None]:
    return dict.fromkeys([host, "localhost", "127.0.0.1", "::1"])


def _serving(leaf: trustme.LeafCert) -> ssl.SSLContext:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(server)
    return server


def _loaded(certificate: trustme.Blob, key: trustme.Blob) -> ssl.SSLContext:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with certificate.tempfile() as shown, key.tempfile() as secret:
        server.load_cert_chain(shown, secret)
    return server


def _trusting(authority: trustme.CA) -> ssl.SSLContext:
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(client)
    return client
