# ruff: noqa: F821
def sizes_of(size, chunk):
    return [min(chunk, size - sent) for sent in range(0, size, chunk)]
