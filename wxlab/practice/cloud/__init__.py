"""The practice cloud: packages are verified, installed under a version, made live, and taken back.

Everything that is installed stands in one SQLite file, ``store``, so that an installation is one
transaction: it is there whole or not at all, whatever happens meanwhile, and no name in a package
is ever a name in the file system. Judging a package needs no I/O: ``archive``, ``application``,
``function``, ``records`` and ``verdict`` are pure.
"""
