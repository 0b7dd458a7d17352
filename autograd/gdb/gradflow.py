"""Gradflow in gdb. Load it with

    gdb -x autograd/gdb/gradflow.py PROGRAM
    (gdb) source autograd/gdb/gradflow.py

and see `help gradflow`. Where a shared library of Gradflow is installed below /usr, gdb loads it by
itself."""

import os
import sys

_folder = os.path.dirname(os.path.abspath(__file__))
if _folder not in sys.path:
    sys.path.insert(0, _folder)

import gradflow_gdb  # noqa: E402: found by the line above

gradflow_gdb.start()
