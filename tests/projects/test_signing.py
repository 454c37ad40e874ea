"""Signatures, against HMAC by another hand."""

import subprocess

from wxlab.projects.signing import signed

NAMES = ("kind", "name", "nonce")


def test_it_is_an_hmac_of_the_lines_in_their_order():
    fields = signed({"name": "你好", "kind": "function", "more": "x"}, NAMES, "secret")
    text = f"kind=function\nname=你好\nnonce={fields['nonce']}"
    words = ["openssl", "dgst", "-sha256", "-hmac", "secret"]
    told = subprocess.run(words, input=text.encode(), capture_output=True, check=True)
    assert told.stdout.decode().split()[-1] == fields["signature"]


def test_every_nonce_is_another():
    made = [signed({"kind": "app", "name": ""}, NAMES, "secret") for _ in range(2)]
    assert made[0]["nonce"] != made[1]["nonce"]
    assert made[0]["signature"] != made[1]["signature"]
    assert len(made[0]["nonce"]) == 32
