"""A core file tells the same as the running program did."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from checking import expect, expect_command, expect_true, run, sentences, start  # noqa: E402

_LOOKS = (
    "gradflow where",
    "gradflow graph",
    "print y",
    "up 5",
    "print net.w1",
    "print loss",
    "print pass",
)


def a_core_file_tells_the_same_as_the_program():
    start("gradflow::Tanh::backward")
    alive = [run(look) for look in _LOOKS]
    saved = run("generate-core-file walkthrough.core")
    expect_true("a core file", "Saved corefile" in saved, saved)
    run("kill")
    run("core-file walkthrough.core")
    for look, text in zip(_LOOKS, alive):
        found = run(look)
        strip = lambda shown: shown.partition(" = ")[2] or shown  # noqa: E731: the history's number
        expect(look, strip(found), strip(text))
    expect_true("something was compared", 'tanh "z1"' in alive[0], alive[0])


def step_refuses():
    expect_command("gradflow step", "error: gradflow step: The program is not being run.")
    os.remove("walkthrough.core")


sentences(a_core_file_tells_the_same_as_the_program, step_refuses)
