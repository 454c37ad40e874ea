# One answer; the lesson has the same text, folded.
def left_behind(arrivals):
    whole = [each for each in arrivals if each.received and each.aborted]
    return [part.text for each in whole for part in each.parts if part.name == "id"]
