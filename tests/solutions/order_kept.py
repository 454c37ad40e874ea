# ruff: noqa: F821
def upload_all(app, url, paths):
    album = [None] * len(paths)

    def send(number, path):
        def keep(res):
            album[number] = res

        app.uploadFile(url=url, filePath=path, name="file", complete=keep)

    for number, path in enumerate(paths):
        send(number, path)
    return album


answer = (upload_all, server)
