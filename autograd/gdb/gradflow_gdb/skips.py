"""`step` goes into rules and hooks, and not into the standard library or fmt on the way."""

import gdb

_LIBRARIES = r"^(std|__gnu_cxx|__cxxabiv1|fmt)::"


def define():
    """By name, since the files lie elsewhere on every system. The skip shows in `info skip`, and
    `skip delete` takes it away."""
    gdb.execute(f"skip -rfu {_LIBRARIES}", to_string=True)
