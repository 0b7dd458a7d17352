"""The commands over the walkthrough, and what each prints."""

import subprocess

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from checking import (  # noqa: E402
    expect,
    expect_command,
    expect_masked,
    expect_true,
    masked,
    run,
    sentences,
    start,
)


def errors_are_sentences_before_the_start():
    start("main")
    expect_command(
        "gradflow where",
        "error: no backward pass is on the stack of this thread; `gradflow step` and `gradflow "
        "break-on` run to the next one",
    )
    expect_command("gradflow graph 3", "error: 3 is neither a Variable nor a Node")
    expect_command("gradflow graph foo", 'error: foo: No symbol "foo" in current context.')
    expect_command(
        "gradflow dot foo", "error: gradflow dot needs EXPR and FILE: gradflow dot loss graph.dot"
    )
    expect_command("gradflow stats", "error: gradflow stats needs EXPR: gradflow stats upstream")
    expect_command("gradflow stats 1", "error: 1 is no Tensor, Variable, Node or Gradient")
    expect_command("gradflow break-on", "error: gradflow break-on needs an op, a label, or nan")


def every_command_has_help():
    for command in ("graph", "dot", "stats", "where", "step", "break-on"):
        text = run(f"help gradflow {command}")
        expect_true(f"help gradflow {command}", f"usage: gradflow {command}" in text, text)
        expect_true("listed", f"gradflow {command} -- " in run("help gradflow"))


def step_runs_into_the_next_rule_and_tells_about_it():
    expect_true("the first node", run("gradflow step").startswith('#10 cross_entropy "loss"'))
    told, frame = masked(run("gradflow step")).split("\n#0  ")
    expect(
        "gradflow step",
        told,
        """
#8 linear "logits", made at two_layers.h:~
upstream [4, 2] float32  mean ~  rms ~  min ~  max ~
 ~ ~
 ~ ~
 ~ ~
 ~ ~""",
    )
    expect_true("in the rule", frame.startswith("gradflow::Linear::backward ("), frame)


def where_tells_the_node_what_came_in_and_what_waits():
    expect_masked(
        "gradflow where",
        """
backward pass of #10 cross_entropy "loss"
in the rule of #8 linear "logits", made at two_layers.h:~
  upstream  [4, 2] float32  mean ~  rms ~  min ~  max ~
  value     [4, 2] float32  mean ~  rms ~  min ~  max ~
  keeps x   [4, 3] float32  mean ~  rms ~  min ~  max ~
  keeps weight  [2, 3] float32  mean ~  rms ~  min ~  max ~
  input     #7 tanh "z1" [4, 3] rms ~
  input     #4 leaf "output.weight" [2, 3] rms ~
  input     #5 leaf "output.bias" [2] rms 0
nothing else waits""",
    )


def between_two_steps_where_tells_what_is_next():
    run("tbreak gradflow::to_string(gradflow::Step const&)")
    run("continue")
    text = masked(run("gradflow where"))
    expect_true("next", 'next: #7 tanh "z1", made at two_layers.h:~' in text, text)
    expect_true("waiting", 'waiting:\n  #7 tanh "z1"  [4, 3] float32' in text, text)


def the_graph_is_listed_as_the_program_lists_it():
    program = gdb.current_progspace().filename
    own = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout
    start("gradflow::BackwardPass::next")
    expect("gradflow graph", run("gradflow graph"), own.split("built it:\n")[1].split("\n\n")[0])


def stats_cover_values_and_gradients():
    start("gradflow::Tanh::backward")
    run("up 5")
    expect_masked(
        "gradflow stats net.b2",
        """
value  [2] float32  mean 0  rms 0  min 0  max 0
  zeros  2 of 2
gradient  [2] float32  mean ~  rms ~  min ~  max ~
  zeros  0 of 2""",
    )


def step_ends_with_the_program():
    for _ in range(2):
        text = run("gradflow step")
    expect_true("the end", text.endswith("the program has ended; there was no other node"), text)
    expect_command("gradflow step", "error: no program runs here: `start` it first")
    expect_command("gradflow where", "error: no program runs here: start it, or open a core file")


sentences(
    errors_are_sentences_before_the_start,
    every_command_has_help,
    step_runs_into_the_next_rule_and_tells_about_it,
    where_tells_the_node_what_came_in_and_what_waits,
    between_two_steps_where_tells_what_is_next,
    the_graph_is_listed_as_the_program_lists_it,
    stats_cover_values_and_gradients,
    step_ends_with_the_program,
)
