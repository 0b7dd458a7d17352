"""What gdb loads with a shared library of Gradflow: installed as
PREFIX/share/gdb/auto-load/PREFIX/lib/libgradflow_tensor.so.VERSION-gdb.py."""

import os
import sys

_share = os.path.abspath(__file__).split(os.sep + os.path.join("gdb", "auto-load") + os.sep)[0]
_folder = os.path.join(_share, "gradflow", "gdb")
if _folder not in sys.path:
    sys.path.insert(0, _folder)

import gradflow_gdb  # noqa: E402: found by the line above

gradflow_gdb.start()
