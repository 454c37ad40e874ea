"""What a cloud function meets in its process: two small programs, in its own languages.

They are run by path, apart from all other code: ``PROGRAM ENTRY RESULT STARTED < EVENT``.
"""
