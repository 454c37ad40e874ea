# ruff: noqa: F821
def translated(word, lines):
    for english, chinese, *_ in lines:
        if word == english:
            return chinese
        if word == chinese:
            return english
    return None
