from flask import Flask, request

app = Flask(__name__)


@app.post("/upload")
def upload():
    photo = request.files["photo"]
    return {"filename": photo.filename, "size": len(photo.read()), "user": request.form["user"]}
