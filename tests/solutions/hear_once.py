# One answer; the lesson has the same text, folded.
def hear_once(task, heard):
    def listener(res):
        heard.append(res.progress)
        task.offProgressUpdate(listener)

    task.onProgressUpdate(listener)
