"""What the scripts of this folder say their sentences with. A script is run by gdb, with the
program loaded; it ends gdb with status 1 and a readable difference unless everything held."""

import contextlib
import difflib
import re
import traceback

import gdb

_failures = []


def run(command):
    """What the command prints; of one that fails, "error: " and its message."""
    try:
        return gdb.execute(command, to_string=True).rstrip("\n")
    except gdb.error as error:
        return f"error: {error}"


def without_lines(text):
    """Without the numbers of source lines, which move."""
    return re.sub(r"(\w+\.(?:cpp|h)):\d+", r"\1:~", text)


def masked(text):
    """Without those, and what depends on the machine: addresses, numbers with a fraction."""
    text = re.sub(r"0x[0-9a-f]+", "0x~", without_lines(text))
    return re.sub(r" +-?\d+\.\d+(e[-+]?\d+)?| +-?\d+e[-+]?\d+", " ~", text)


def expect(what, found, expected):
    """The same text, line by line; a leading newline of `expected` is for the eye."""
    found, expected = found.rstrip("\n"), expected.strip("\n")
    if found != expected:
        lines = difflib.unified_diff(
            expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=99
        )
        _failures.append(what + "\n" + "\n".join(lines))


def expect_command(command, expected):
    expect(command, without_lines(run(command)), expected)


def expect_masked(command, expected):
    expect(command, masked(run(command)), expected)


def expect_print(expression, expected):
    found = without_lines(run(f"print {expression}"))
    expect(f"print {expression}", re.sub(r"^\$\d+ = ", "", found), expected)


def expect_true(what, holds, found=""):
    if not holds:
        _failures.append(f"{what}\n{found}")


def frames():
    """Names of the functions on the stack, the newest first."""
    names, frame = [], gdb.newest_frame()
    while frame is not None:
        names.append(frame.name() or "?")
        frame = frame.older()
    return names


def start(until):
    """Runs the program, its output thrown away, to a breakpoint that goes again."""
    gdb.execute("set pagination off")
    gdb.execute("set width 0")
    gdb.execute("set style enabled off")
    run(f"tbreak {until}")
    return run("run > /dev/null")


def sentences(*functions):
    """Calls each; what one throws is a failure of that one."""
    for function in functions:
        before = len(_failures)
        try:
            function()
        except Exception:  # noqa: BLE001: it is reported
            _failures.append(traceback.format_exc())
        print(("ok      " if len(_failures) == before else "FAILED  ") + function.__name__)
    for failure in _failures:
        print("\n" + failure)
    if not _failures:
        print("all sentences hold")
    with contextlib.suppress(gdb.error):  # nothing runs, or a core file is open
        gdb.execute("kill", to_string=True)
    gdb.execute(f"quit {1 if _failures else 0}")
