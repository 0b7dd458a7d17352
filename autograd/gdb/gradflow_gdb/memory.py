"""Bounded reading of the program's memory, and writing that fits any terminal. Nothing here or
elsewhere in the package calls a function of the program: it works on a core file too."""

import gdb

from . import layout

MOST_TEXT = 200


class Unreadable(Exception):
    """The value is not what its type says: not constructed yet, destroyed, or overwritten. The
    message is a reason that follows a colon."""


def read(address, count):
    return bytes(gdb.selected_inferior().read_memory(address, count))


def text_at(address, length):
    """At most MOST_TEXT bytes of text."""
    if length < 0 or length > 1 << 20:
        raise Unreadable(f"a text of {length} bytes")
    shown = read(address, min(length, MOST_TEXT)).decode("utf-8", "replace")
    return shown if length <= MOST_TEXT else shown + "…"


def text_of_string(value):
    return text_at(*layout.string(value))


def text_of_c_string(pointer):
    if int(pointer) == 0:
        return ""
    text, address = b"", int(pointer)
    while len(text) < 1024:
        # To the next multiple, which lies in the same page.
        count = 64 - address % 64
        text += read(address, count)
        address += count
        if b"\0" in text:
            return text.partition(b"\0")[0].decode("utf-8", "replace")
    raise Unreadable("a text without an end")


def guarded(what, text):
    """text(), or one line that says why there is none."""
    try:
        return text()
    except Unreadable as error:
        return f"<not a {what}: {error}>"
    except gdb.MemoryError as error:
        return f"<not a {what}: {str(error)[:MOST_TEXT]}>"
    except gdb.error as error:
        return f"<{what}: {str(error)[:MOST_TEXT]}>"


_ASCII = {"…": "...", "←": "<-", "→": "->", "²": "^2", "ᵀ": "^T", "·": "*", "Σ": "sum"}


def _host_charset():
    name = gdb.parameter("host-charset")
    if name == "auto" or name is None:
        shown = gdb.execute("show host-charset", to_string=True)
        name = shown.rsplit("currently ", 1)[-1].strip('".)\n') if "currently" in shown else "ascii"
    return {"ANSI_X3.4-1968": "ascii"}.get(name, name)


def fitting(text):
    """The text as gdb can print it: a terminal that has no arrows gets ASCII."""
    charset = _host_charset()
    try:
        text.encode(charset)
        return text
    except (UnicodeEncodeError, LookupError):
        for sign, plain in _ASCII.items():
            text = text.replace(sign, plain)
        return text.encode("ascii", "backslashreplace").decode("ascii")


def put(text):
    gdb.write(fitting(text) + "\n")
