"""The profile's phases against ``curl -w`` on the same URLs in the same minute.

    python -m tests.benchmarks.probes.profile_against_curl PAIRS

Fresh connections each; the bodies are small or slow on purpose: this compares clocks, not how fast
a client can read. Prints how many medians agree within 5 ms or 15 %, and of each phase the largest
difference, in milliseconds.
"""

import json
import ssl
import statistics
import subprocess
import sys
import tempfile

from wxlab import Wx, practice

PHASES = {
    "dns": ("time_namelookup", "domainLookupEnd"),
    "connect": ("time_connect", "connectEnd"),
    "tls": ("time_appconnect", "SSLconnectionEnd"),
    "first byte": ("time_starttransfer", "responseStart"),
    "total": ("time_total", "responseEnd"),
}
PATHS = ("/file/10", "/slow/100", "/drip/200000?ms=300")


def curl(url, authority):
    """Milliseconds since the start, by phase. The authority alone: curl's own bundle is slow."""
    form = " ".join(f"%{{{theirs}}}" for theirs, _ in PHASES.values())
    command = ["curl", "-s", "--ipv4", "--cacert", authority, "-o", "/dev/null", "-w", form, url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(zip(PHASES, (float(each) * 1000 for each in printed.split()), strict=True))


def ours(url, server):
    """The same from a profile of a mini-program that has no connection yet."""
    with Wx(ssl_context=server.ssl_context) as wx:
        task = wx.downloadFile(url=url)
        task.wait()
        hop = task._transfer.marks.hops[-1]  # microseconds, where the profile has milliseconds
    connected = hop.tls_start or hop.connect_end
    moments = (hop.dns_end, connected, hop.tls_end, hop.response_start, hop.response_end)
    since = (max(0, each - hop.fetch_start) / 1000 for each in moments)
    return dict(zip(PHASES, since, strict=True))


def medians(server, path, authority, count):
    """By phase: curl's milliseconds and ours."""
    url = server.url(path).replace("127.0.0.1", "localhost")
    pairs = [(curl(url, authority), ours(url, server)) for _ in range(count)]
    for phase in PHASES:
        yield phase, *(statistics.median(pair[i][phase] for pair in pairs) for i in (0, 1))


def main(count):
    """Compare plain and secure, quick and slow, small and large."""
    agree, differences = [], dict.fromkeys(PHASES, 0.0)
    with (
        practice.serve() as plain,
        practice.serve(tls=True) as secure,
        tempfile.NamedTemporaryFile("w") as authority,
    ):
        (certificate,) = secure.ssl_context.get_ca_certs(binary_form=True)
        authority.write(ssl.DER_cert_to_PEM_cert(certificate))
        authority.flush()
        for server in (plain, secure):
            for path in PATHS:
                for phase, theirs, mine in medians(server, path, authority.name, int(count)):
                    agree.append(abs(theirs - mine) <= max(5, 0.15 * theirs))
                    differences[phase] = max(differences[phase], abs(theirs - mine))
    found = {"agree": sum(agree), "of": len(agree)}
    print(json.dumps(found | {f"{phase} ms": value for phase, value in differences.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
