"""Plain frames: a breakpoint on a rule stops in it, on our own frames and few of them."""

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from checking import expect, expect_masked, expect_true, frames, run, sentences, start  # noqa: E402


def a_breakpoint_on_tanh_stops_six_frames_deep():
    start("gradflow::Tanh::backward")
    expect(
        "frames",
        "\n".join(frames()),
        """
gradflow::Tanh::backward
gradflow::OpNode<gradflow::Tanh, gradflow::FixedInputs<1> >::backward
gradflow::BackwardPass::run_rule
gradflow::BackwardPass::advance
gradflow::BackwardPass::next
main""",
    )


def one_thread_runs():
    expect_true("one thread", len(gdb.selected_inferior().threads()) == 1, run("info threads"))


def what_the_rule_saved_prints_by_name():
    expect_masked(
        "print y",
        """
$1 = [4, 3] float32  mean ~  rms ~  min ~  max ~
 ~ ~ ~
 ~ ~ ~
 ~ ~ ~
 ~ ~ ~""",
    )


def rbreak_catches_every_rule():
    run("delete")
    run("rbreak ^gradflow::[A-Za-z]*::backward(")
    run("run > /dev/null")
    met = []
    while gdb.selected_thread() is not None:
        met.append(gdb.newest_frame().name())
        run("continue")
    expect(
        "rules",
        "\n".join(met),
        """
gradflow::CrossEntropy::backward
gradflow::Linear::backward
gradflow::Tanh::backward
gradflow::Linear::backward""",
    )
    run("delete")


def step_goes_into_the_rule_and_not_into_the_standard_library():
    start("gradflow::OpNode::backward")
    seen = [gdb.newest_frame().name()]
    while len(seen) < 6 and seen[-1] != "gradflow::CrossEntropy::backward":
        run("step")
        seen.append(gdb.newest_frame().name())
    expect_true("step enters the rule", seen[-1] == "gradflow::CrossEntropy::backward", seen)
    expect_true("by our frames", all(name.startswith("gradflow::") for name in seen), seen)
    run("delete")


def small_tensors_meet_no_openmp():
    text = run("break GOMP_parallel")
    expect_true("a team is known", text.startswith("Breakpoint"), text)
    run("continue")
    expect_true("no parallel region", gdb.selected_thread() is None, run("backtrace"))
    run("delete")


sentences(
    a_breakpoint_on_tanh_stops_six_frames_deep,
    one_thread_runs,
    what_the_rule_saved_prints_by_name,
    rbreak_catches_every_rule,
    step_goes_into_the_rule_and_not_into_the_standard_library,
    small_tensors_meet_no_openmp,
)
