"""The walkthrough at -O3 with -g: everything but what the compiler threw away."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from checking import expect_true, masked, run, sentences, start  # noqa: E402


def tensors_print_in_the_rule():
    start("gradflow::Tanh::backward")
    for expression in ("upstream", "y"):
        text = run(f"print {expression}")
        expect_true(f"print {expression}", "[4, 3] float32  mean" in text, text)


def where_and_graph_read_the_pass():
    text = masked(run("gradflow where"))
    expect_true("gradflow where", 'in the rule of #7 tanh "z1", made at two_layers.h:~' in text, text)
    expect_true("came in", "  upstream  [4, 3] float32" in text, text)
    text = run("gradflow graph")
    expect_true("gradflow graph", '#10 cross_entropy "loss"  [] float32  ' in text, text)


def step_goes_on_to_the_next_rule():
    text = masked(run("gradflow step"))
    expect_true("gradflow step", text.startswith('#6 linear "s1", made at two_layers.h:~'), text)


sentences(tensors_print_in_the_rule, where_and_graph_read_the_pass, step_goes_on_to_the_next_rule)
