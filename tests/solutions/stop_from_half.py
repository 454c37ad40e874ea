# One answer; the lesson has the same text, folded.
def stop_from_half(task):
    def listener(res):
        if res.progress >= 50:
            task.abort()

    return listener
