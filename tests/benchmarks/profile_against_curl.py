"""The profile's phases against ``curl -w`` on the same URLs in the same minute.

    python tests/benchmarks/profile_against_curl.py

Prints medians of 15 pairs, fresh connections each, and whether they agree within 5 ms or 15 %. The
bodies are small or slow on purpose: this compares clocks, not how fast a client can read.
"""

import ssl
import statistics
import subprocess
import tempfile

from wxlab import Wx, practice

ROUNDS = 15
PHASES = {
    "dns": ("time_namelookup", "domainLookupEnd"),
    "connect": ("time_connect", "connectEnd"),
    "tls": ("time_appconnect", "SSLconnectionEnd"),
    "first byte": ("time_starttransfer", "responseStart"),
    "total": ("time_total", "responseEnd"),
}


def curl(url: str, authority: str) -> dict[str, float]:
    """Milliseconds since the start, by phase. The authority alone: curl's own bundle is slow."""
    form = " ".join(f"%{{{theirs}}}" for theirs, _ in PHASES.values())
    command = ["curl", "-s", "--ipv4", "--cacert", authority, "-o", "/dev/null", "-w", form, url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(zip(PHASES, (float(each) * 1000 for each in printed.split()), strict=True))


def ours(url: str, server: practice.Server) -> dict[str, float]:
    """The same from a profile of a mini-program that has no connection yet."""
    with Wx(ssl_context=server.ssl_context) as wx:
        task = wx.downloadFile(url=url)
        task.wait()
        hop = task._transfer.marks.hops[-1]  # microseconds, where the profile has milliseconds
    connected = hop.tls_start or hop.connect_end
    moments = (hop.dns_end, connected, hop.tls_end, hop.response_start, hop.response_end)
    since = (max(0, each - hop.fetch_start) / 1000 for each in moments)
    return dict(zip(PHASES, since, strict=True))


def main() -> None:
    """Compare plain and secure, quick and slow, small and large."""
    with (
        practice.serve() as plain,
        practice.serve(tls=True) as secure,
        tempfile.NamedTemporaryFile("w") as authority,
    ):
        (certificate,) = secure.ssl_context.get_ca_certs(binary_form=True)
        authority.write(ssl.DER_cert_to_PEM_cert(certificate))
        authority.flush()
        for server in (plain, secure):
            for path in ("/file/10", "/slow/100", "/drip/200000?ms=300"):
                url = server.url(path).replace("127.0.0.1", "localhost")
                pairs = [(curl(url, authority.name), ours(url, server)) for _ in range(ROUNDS)]
                print(url.partition(":")[0], path)
                for phase in PHASES:
                    theirs, mine = (
                        statistics.median(pair[i][phase] for pair in pairs) for i in (0, 1)
                    )
                    agree = abs(theirs - mine) <= max(5, 0.15 * theirs)
                    verdict = "agree" if agree else "DIFFER"
                    print(f"  {phase:<10} curl {theirs:8.2f} ms   wxlab {mine:8.2f} ms   {verdict}")


if __name__ == "__main__":
    main()
