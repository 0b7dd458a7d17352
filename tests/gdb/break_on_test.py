"""gradflow break-on: an op, a label, the first number that is not finite. And hooks."""

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from checking import expect_true, frames, run, sentences, start  # noqa: E402


def _stops(command, reason, function):
    start("ready")
    run(command)
    text = run("continue")
    expect_true(command, reason in text and frames()[0] == function, text)
    run("delete")


_DOOR = "gradflow::OpNode<gradflow::{}, gradflow::FixedInputs<{}> >::backward"


def an_op_stops_where_its_rule_is_called():
    _stops("gradflow break-on tanh", "the rule of #", _DOOR.format("Tanh", 1))


def a_label_stops_at_its_node():
    _stops("gradflow break-on product", 'matmul "product" is about', _DOOR.format("Matmul", 2))


def nan_stops_after_the_rule_that_made_it():
    reason = 'sqrt "root" sent what is not finite to #'
    _stops("gradflow break-on nan", reason, "gradflow::BackwardPass::send")


def nan_stops_where_it_came_in():
    start("ready")
    run("gradflow break-on nan")
    run("continue")
    text = run("continue")
    expect_true("came in", "tanh is not finite: [2] float32  2 infinite" in text, text)
    run("delete")


def step_goes_into_a_hook():
    start("gradflow::GradientHookOf::see")
    run("step")
    closure, see = frames()[:2]
    in_hook = closure == "operator()" and see.startswith("gradflow::GradientHookOf<")
    expect_true("in the closure", in_hook, frames())


sentences(
    an_op_stops_where_its_rule_is_called,
    a_label_stops_at_its_node,
    nan_stops_after_the_rule_that_made_it,
    nan_stops_where_it_came_in,
    step_goes_into_a_hook,
)
