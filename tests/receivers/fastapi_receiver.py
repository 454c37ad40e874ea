from typing import Annotated

from fastapi import FastAPI, Form, UploadFile

app = FastAPI()


@app.post("/upload")
async def upload(photo: UploadFile, user: Annotated[str, Form()]):
    return {"filename": photo.filename, "size": photo.size, "user": user}
