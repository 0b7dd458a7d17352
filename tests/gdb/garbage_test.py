"""Values that were never made, and those of main before its first line: a bounded message."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from checking import expect_true, run, sentences, start  # noqa: E402


def _is_bounded(expression, lines=1):
    text = run(f"print {expression}")
    bounded = len(text) < 200 * lines and text.count("\n") < lines
    expect_true(f"print {expression}", bounded, text[:2000])
    for mishap in ("Python Exception", "No symbol"):
        expect_true(f"print {expression} works", mishap not in text, text[:2000])


def garbage_of_every_kind_is_one_line():
    start("ready")
    for kind in ("tensors", "shapes", "variables", "gradients", "labels", "dtypes"):
        for which in ("first", "second"):
            _is_bounded(f"subjects->{kind}.{which}")


def the_message_says_what_is_wrong():
    for expression, reason in (
        ("subjects->tensors.first", "<not a tensor: "),
        ("subjects->shapes.first", "<not a shape: its rank is -1>"),
        ("subjects->dtypes.first", "<not a type of element: type number 255>"),
        ("subjects->labels.first", "<not a label: "),
    ):
        text = run(f"print {expression}")
        expect_true(expression, reason in text, text)


def commands_refuse_it_in_a_sentence():
    for command in ("graph", "stats"):
        text = run(f"gradflow {command} subjects->variables.first")
        expect_true(command, text.startswith("error: ") and "Traceback" not in text, text)


def every_word_of_memory_taken_for_a_tensor_is_bounded():
    for offset in range(0, 1024, 8):
        _is_bounded(f"*(gradflow::Tensor*)((char*)subjects + {offset})", 16)
        _is_bounded(f"*(gradflow::Variable*)((char*)subjects + {offset})", 16)


def main_s_variables_before_its_first_line_are_bounded():
    start("main")
    text = run("info locals")
    expect_true("info locals", "seen = " in text and text.count("\n") < 40, text[:2000])


sentences(
    garbage_of_every_kind_is_one_line,
    the_message_says_what_is_wrong,
    commands_refuse_it_in_a_sentence,
    every_word_of_memory_taken_for_a_tensor_is_bounded,
    main_s_variables_before_its_first_line_are_bounded,
)
