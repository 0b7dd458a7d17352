"""Gradflow in gdb: printers and the `gradflow` commands. gradflow.py, one folder up, loads it."""

import gdb.printing

from . import commands, printers, skips, stepping

_started = False


def start():
    """Makes the commands known, once, and the printers for the library or program being loaded, or
    for all when sourced by hand."""
    global _started
    gdb.printing.register_pretty_printer(gdb.current_objfile(), printers.Printers(), replace=True)
    if _started:
        return
    _started = True
    commands.define()
    stepping.define()
    skips.define()
