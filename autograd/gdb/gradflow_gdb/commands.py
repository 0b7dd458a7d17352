"""The commands that look and change nothing: gradflow graph, dot, stats, where."""

import os

import gdb

from . import layout, passes, types
from .dot import graph_dot
from .gradients import GradientValue
from .graph import Graph, graph_text
from .memory import Unreadable, put
from .nodes import evaluate, node_of, node_of_expression
from .summary import Summary, describe, place_text, rows, with_rms
from .tensors import TensorValue


class Gradflow(gdb.Command):
    """Backprop, watched: the graph, the backward pass, tensors. Nothing here calls a function of
the program; graph, dot, stats and where also work on a core file."""

    def __init__(self):
        super().__init__("gradflow", gdb.COMMAND_DATA, prefix=True)


class _Looking(gdb.Command):
    """A command whose errors are sentences."""

    word = ""
    completion = gdb.COMPLETE_EXPRESSION

    def __init__(self):
        super().__init__("gradflow " + self.word, gdb.COMMAND_DATA, self.completion)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        try:
            self.run(argument.strip())
        except (Unreadable, gdb.error) as error:
            raise gdb.GdbError(f"gradflow {self.word}: {error}") from None


class GraphCommand(_Looking):
    """Lists the graph above a variable or a node, a line for each node, inputs first.
usage: gradflow graph [EXPR]

EXPR is a Variable or a Node; without it, the root of the backward pass that runs. The form is that
of graph_text: number, op, label, shape, type, inputs, what the rule keeps, and the line that made
the node."""

    word = "graph"

    def run(self, argument):
        root = node_of_expression(argument) if argument else passes.running_pass().root
        put(graph_text(root))


class DotCommand(_Looking):
    """Writes the graph above a variable or a node to a file, for Graphviz.
usage: gradflow dot EXPR FILE

Then, in a shell: dot -Tsvg FILE -o graph.svg"""

    word = "dot"

    def run(self, argument):
        words = argument.rsplit(None, 1)
        if len(words) != 2:
            raise gdb.GdbError("gradflow dot needs EXPR and FILE: gradflow dot loss graph.dot")
        expression, path = words[0], os.path.expanduser(words[1])
        text = graph_dot(node_of_expression(expression))
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise gdb.GdbError(f"gradflow dot: {path}: {error.strerror}") from None
        put(f"wrote {path}")


class StatsCommand(_Looking):
    """Tells the statistics of all elements of a tensor, a variable, a node or a gradient.
usage: gradflow stats EXPR

The printers look at the first million elements; this looks at all of them, and says where the
first NaN or infinity stands."""

    word = "stats"

    def run(self, argument):
        if not argument:
            raise gdb.GdbError("gradflow stats needs EXPR: gradflow stats upstream")
        for name, tensor in self._tensors(argument):
            put(f"{name}  {describe(tensor, layout.MAX_ELEMENTS)}")
            if tensor is None or tensor.elements == 0:
                continue
            summary = Summary(tensor, tensor.elements)
            put(f"  zeros  {summary.zero} of {tensor.elements}")
            if summary.first_bad is not None:
                put(f"  first NaN or infinity  at {place_text(tensor, summary.first_bad)}")

    @staticmethod
    def _tensors(expression):
        value = evaluate(expression)
        tensor = types.as_base(value, layout.TENSOR)
        if tensor is not None:
            return [(expression, TensorValue.of(tensor))]
        gradient = types.as_base(value, layout.GRADIENT)
        if gradient is not None:
            gradient = GradientValue(gradient)
            return gradient.parts() or [(expression, gradient.tensor)]
        node = node_of(value)
        if node is None:
            raise gdb.GdbError(f"{expression} is no Tensor, Variable, Node or Gradient")
        found = [("value", node.value)]
        return found if node.gradient is None else found + [("gradient", node.gradient)]


class WhereCommand(_Looking):
    """Tells where the backward pass of this thread stands: which node, what came in, what waits.
usage: gradflow where

The pass is found on the stack, so it makes no difference which frame is selected."""

    word = "where"
    completion = gdb.COMPLETE_NONE

    def run(self, argument):
        if argument:
            raise gdb.GdbError("gradflow where takes no argument")
        running = passes.running_pass()
        graph = Graph(running.root)
        node = running.next_node()
        put(f"backward pass of {graph.text_of(running.root)}")
        if node is None:
            put("at its end")
            return
        put_node("in the rule of" if running.in_rule else "next:", node, graph, running.upstream())
        waiting = list(running.pending())
        put("waiting:" if waiting else "nothing else waits")
        for to, gradient in waiting:
            put(f"  {graph.text_of(to)}  {gradient.form()}")


def put_node(intro, node, graph, upstream):
    """The node, what came in and what its rule works with."""
    put(f"{intro} {graph.text_of(node)}" + (f", made at {node.where}" if node.where else ""))
    if upstream is not None:
        put(f"  upstream  {describe(upstream)}")
    put(f"  value     {describe(node.value)}")
    for name, tensor in node.saved():
        put(f"  {'keeps ' + name:<8}  {describe(tensor)}")
    for source in node.inputs():
        put(f"  input     {graph.text_of(source)} {with_rms(source.value)}")


def put_upstream(upstream):
    put(f"upstream {describe(upstream)}")
    for line in rows(upstream):
        put(line)


def define():
    for command in (Gradflow, GraphCommand, DotCommand, StatsCommand, WhereCommand):
        command()
