# ruff: noqa: F821
spare = TemporaryDirectory()
mine = project.new(spare.name)
(mine.path / "miniprogram/images/original.png").write_bytes(bytes(3_000_000))
settings = mine.path / "project.config.json"
config = json.loads(settings.read_text("utf-8"))
config["packOptions"] = {"ignore": [{"type": "file", "value": "images/original.png"}]}
settings.write_text(json.dumps(config), "utf-8")
answer = mine
