"""Uploads and signed changes, over HTTP."""

import json


def test_an_upload_is_verified_installed_and_live(stranger, app):
    status, begun = stranger.begin(app, version="1.0.0", desc="第一版")
    assert status == 202
    assert begun["status"] == "verifying"
    told = stranger.ended(begun["upload"])
    assert told["status"] == "installed", told
    assert (told["files"], told["installed_files"]) == (4, 4)
    assert stranger.get("/app/app.json") == (200, json.loads(app["app.json"]))
