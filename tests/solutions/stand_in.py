# ruff: noqa: F821
music = "music-1250000000"
answer = {f"https://{music}.cos.ap-shanghai.myqcloud.com/": server.storage.url("cos", music)}
