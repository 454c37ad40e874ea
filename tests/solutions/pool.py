# ruff: noqa: F821
def pool(jobs, limit):
    waiting = list(jobs)

    def next_one():
        if waiting:
            job = waiting.pop(0)
            job(next_one)

    for _ in range(limit):
        next_one()
