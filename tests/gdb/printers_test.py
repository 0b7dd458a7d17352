"""Each printer, over a value whose numbers are known."""

import subprocess

import gdb

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from gradflow_gdb import graph  # noqa: E402: gradflow.py is loaded

from checking import (  # noqa: E402
    expect,
    expect_command,
    expect_print,
    expect_true,
    run,
    sentences,
    start,
)


def tensors_show_statistics_and_rows():
    start("ready")
    expect_print(
        "subjects->matrix",
        """
[2, 3] float32  mean 3.583  rms 4.026  min 1  max 6.5
          1         2         3
          4         5       6.5""",
    )
    expect_print(
        "subjects->scalar",
        """
[] float64  mean 2.5  rms 2.5  min 2.5  max 2.5
        2.5""",
    )
    expect_print(
        "subjects->counts",
        """
[4] int32  mean 2.25  rms 3.841  min -1  max 7
          3        -1         0         7""",
    )


def views_show_their_own_part():
    expect_print(
        "subjects->row",
        """
[1, 3] float32  mean 5.167  rms 5.268  min 4  max 6.5
          4         5       6.5""",
    )
    expect_print(
        "subjects->reshaped",
        """
[3, 2] float32  mean 3.583  rms 4.026  min 1  max 6.5
          1         2
          3         4
          5       6.5""",
    )


def empty_and_undefined_tensors_say_so():
    expect_print("subjects->empty", "[0, 3] float32  empty")
    expect_print("subjects->undefined", "undefined")


def nan_and_infinity_are_counted_apart():
    expect_print(
        "subjects->bad",
        """
[2, 2] float32  mean 2  rms 2.236  min 1  max 3  1 NaN  1 infinite
          1       nan
       -inf         3""",
    )
    expect_command(
        "gradflow stats subjects->bad",
        """
subjects->bad  [2, 2] float32  mean 2  rms 2.236  min 1  max 3  1 NaN  1 infinite
  zeros  0 of 4
  first NaN or infinity  at [0, 1]""",
    )


def large_tensors_are_capped():
    text = run("print subjects->large")
    expect_true("the first million", "(of the first 1048576)" in text, text)
    expect_true("rows", text.endswith("… 992 more\n  … 1992 more rows"), text)
    text = run("gradflow stats subjects->large")
    expect_true("stats", "mean 1e+06  rms 1.155e+06  min 0  max 2e+06\n" in text, text)


def small_types_are_one_line():
    expect_print("subjects->shape", "[10, 1000]")
    expect_print("subjects->dtype", "float64")
    expect_print("subjects->label", '"h1"')
    expect_print("subjects->unlabelled", "no label")
    expect_print("subjects->product.node_.node_->where_", "subjects.cpp:~")


def variables_show_node_and_value():
    expect_print(
        "subjects->weight",
        """
#2 leaf "weight", made at subjects.cpp:~
  [2, 2] float32  mean 2.5  rms 2.739  min 1  max 4
          1         2
          3         4""",
    )
    expect_print("subjects->nothing", "no node")
    expect_print(
        "subjects->node",
        """
#3 matmul "product", made at subjects.cpp:~
  [1, 2] float32  mean -2  rms 2  min -2  max -2
         -2        -2""",
    )


def nodes_show_by_what_they_are():
    expect_print(
        "*subjects->node.node_",
        """
#3 matmul "product", made at subjects.cpp:~
  value  [1, 2] float32  mean -2  rms 2  min -2  max -2
  input 0  #1 leaf  [1, 2] float32  mean 0  rms 1  min -1  max 1
  input 1  #2 leaf "weight"  [2, 2] float32  mean 2.5  rms 2.739  min 1  max 4
  keeps a  [1, 2] float32  mean 0  rms 1  min -1  max 1
  keeps b  [2, 2] float32  mean 2.5  rms 2.739  min 1  max 4""",
    )
    text = run("print subjects->base")
    expect_true("a pointer keeps its address", "0x" in text and '#5 sum "loss"' in text, text)


def gradients_show_what_they_are_made_from():
    expect_print("subjects->none", "nothing")
    expect_print(
        "subjects->formed",
        """
[2] float32  mean 1.5  rms 1.581  min 1  max 2
          1         2""",
    )
    expect_print(
        "subjects->unformed",
        """
[3, 3] unformed product
  aᵀ  [2, 3] float32  mean 3.583  rms 4.026  min 1  max 6.5
  b  [2, 3] float32  mean 3.583  rms 4.026  min 1  max 6.5""",
    )
    expect_true("a slice", "unformed" in run("print subjects->slice"), run("print subjects->slice"))


def modules_show_path_and_members():
    text = run("print subjects->layer")
    expect_true("class and path", 'nn::Linear "h1" = {weight_ = #' in text, text)
    expect_true("members", 'leaf "h1.bias"' in text, text)
    expect_true("not named", "nn::Sequential, not named yet" in run("print subjects->net"))
    text = run("print subjects->frozen")
    expect_true("frozen", ", frozen\n" in text, text)


def the_dot_file_is_the_program_s_own():
    program = gdb.current_progspace().filename
    own = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout
    expect_command("gradflow dot subjects->loss loss.dot", "wrote loss.dot")
    with open("loss.dot", encoding="utf-8") as file:
        expect("loss.dot", file.read(), own)


def graphs_without_an_end_are_cut_off():
    whole, graph.MOST_NODES = graph.MOST_NODES, 3
    expect_command(
        "gradflow graph subjects->loss",
        """
… earlier nodes are left out; numbers are ids
#3 matmul "product"  [1, 2] float32  ← …  saves 24 bytes  subjects.cpp:~
#4 tanh              [1, 2] float32  ← #3  saves 8 bytes  subjects.cpp:~
#5 sum "loss"        [] float32      ← #4  subjects.cpp:~""",
    )
    refused = run("gradflow dot subjects->loss loss.dot")
    expect_true("dot", "gradflow dot: the graph has more than" in refused, refused)
    graph.MOST_NODES = whole


def a_terminal_without_arrows_gets_ascii():
    run("set host-charset ASCII")
    text = run("gradflow graph subjects->loss")
    expect_true("arrows", "<- #1, #2" in text and text.isascii(), text)
    run("set host-charset auto")


sentences(
    tensors_show_statistics_and_rows,
    views_show_their_own_part,
    empty_and_undefined_tensors_say_so,
    nan_and_infinity_are_counted_apart,
    large_tensors_are_capped,
    small_types_are_one_line,
    variables_show_node_and_value,
    nodes_show_by_what_they_are,
    gradients_show_what_they_are_made_from,
    modules_show_path_and_members,
    the_dot_file_is_the_program_s_own,
    graphs_without_an_end_are_cut_off,
    a_terminal_without_arrows_gets_ascii,
)
