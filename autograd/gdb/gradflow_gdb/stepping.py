"""The commands that run the program: gradflow step, gradflow break-on. Both stop at the door of
rules, OpNode<…>::backward, where the node and what came in are arguments in every build."""

import gdb

from . import layout, passes, types
from .commands import put_upstream
from .gradients import GradientValue
from .graph import Graph
from .memory import Unreadable, put
from .nodes import NodeValue
from .summary import describe, is_finite
from .tensors import TensorValue


_UNKNOWN = "gdb does not know {}: is the program built on Gradflow, with -g?"


def _upstream_of(frame):
    value = passes.variable_of(frame, layout.UPSTREAM)
    return None if value is None else TensorValue.of(value)


def _breakpoint_at(function, kind, **options):
    try:
        return kind(function=function, **options)
    except gdb.error as error:
        raise gdb.GdbError(str(error)) from None


class _Hidden(gdb.Breakpoint):
    """Ours for one command, and then gone."""

    def __init__(self, function):
        super().__init__(function=function, internal=True)
        self.silent = True


def _run_to(function):
    """Continues; whether the program stopped there, and not for another reason or at its end."""
    stop = _breakpoint_at(function, _Hidden)
    try:
        if stop.pending:
            raise gdb.GdbError(_UNKNOWN.format(function))
        told = gdb.execute("continue", to_string=True)
        reached = stop.is_valid() and stop.hit_count > 0
        if not reached:
            gdb.write(told)
        return reached
    finally:
        if stop.is_valid():
            stop.delete()


class StepCommand(gdb.Command):
    """Runs to the next node of a backward pass, into its rule, and tells about it.
usage: gradflow step

Prints the node and the gradient that came in, and leaves you at the first line of the rule. Stops
earlier where a breakpoint says so."""

    def __init__(self):
        super().__init__("gradflow step", gdb.COMMAND_RUNNING, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        if argument.strip():
            raise gdb.GdbError("gradflow step takes no argument")
        thread = gdb.selected_thread()
        if thread is None or not thread.is_valid():
            raise gdb.GdbError("no program runs here: `start` it first")
        try:
            if not _run_to(layout.DOOR_OF_RULES):
                if gdb.selected_thread() is None:
                    put("the program has ended; there was no other node")
                return
            self._tell()
        except (Unreadable, gdb.error) as error:
            raise gdb.GdbError(f"gradflow step: {error}") from None

    @staticmethod
    def _tell():
        frame = gdb.newest_frame()
        node = passes.node_at_door(frame)
        upstream = _upstream_of(frame)
        if node is None:
            gdb.execute("frame")
            return
        try:
            name = Graph(passes.running_pass().root).text_of(node)
        except gdb.GdbError:
            name = node.text()
        put(name + (f", made at {node.where}" if node.where else ""))
        if upstream is not None:
            put_upstream(upstream)
        if node.op_class is not None:
            _run_to(f"{node.op_class}::backward")
        gdb.execute("frame")


class _RuleBreakpoint(gdb.Breakpoint):
    """Stops at the door of each rule for which reason(node, upstream) gives a text."""

    def __init__(self, function, reason):
        super().__init__(function=function)
        self._reason = reason

    def stop(self):
        frame = gdb.newest_frame()
        try:
            node = passes.node_at_door(frame)
            reason = None if node is None else self._reason(node, frame)
        except (Unreadable, gdb.error) as error:
            put(f"break-on: a node that cannot be read: {error}")
            return False
        if reason is None:
            return False
        put(reason)
        return True


def _named(name):
    def reason(node, _):
        if name not in (node.op, node.label):
            return None
        return f"the rule of {node.text()} is about to run; `step` enters it"

    return reason


def _bad_upstream(node, frame):
    upstream = _upstream_of(frame)
    if is_finite(upstream):
        return None
    return f"the gradient that came into {node.text()} is not finite: {describe(upstream)}"


class _BadSentBreakpoint(gdb.Breakpoint):
    """Stops when a rule has sent a gradient that holds a NaN or an infinity."""

    def stop(self):
        frame = gdb.newest_frame()
        sender, gradient, index = (
            passes.variable_of(frame, name) for name in ("sender", "gradient", "input")
        )
        if sender is None or gradient is None:
            return False
        try:
            sent = GradientValue(gradient.referenced_value())
            if sent.is_finite():
                return False
            node = NodeValue(int(layout.SlotFields(sender.referenced_value()).node))
            to = "" if index is None else f" to {node.inputs()[int(index)].text()}"
            put(f"the rule of {node.text()} sent what is not finite{to}:")
            for line in sent.lines(with_rows=True):
                put("  " + line)
            return True
        except (Unreadable, gdb.error):
            return False


class BreakOnCommand(gdb.Command):
    """Stops in the backward pass at the nodes of an op or a label, or at the first bad number.
usage: gradflow break-on OP       such as tanh
       gradflow break-on LABEL    such as h1
       gradflow break-on nan      a NaN or an infinity in a gradient

OP and LABEL stop where the engine calls the rule: the node is `*this`, the gradient that came in
`upstream`, and `step` enters the rule. nan stops there when what came in is not finite, and after
the rule that sent such a gradient, before anybody has received it; a product that is not formed is
judged by its factors. In an optimised build what is sent to a leaf may go unseen; the program's own
DetectAnomaly sees it. What it sets are breakpoints: `info breakpoints`, `delete`."""

    def __init__(self):
        super().__init__("gradflow break-on", gdb.COMMAND_BREAKPOINTS, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        name = argument.strip().strip('"')
        if not name:
            raise gdb.GdbError("gradflow break-on needs an op, a label, or nan")
        reason = _bad_upstream if name == "nan" else _named(name)
        _breakpoint_at(layout.DOOR_OF_RULES, _RuleBreakpoint, reason=reason)
        if name == "nan":
            _breakpoint_at(layout.SEND, _BadSentBreakpoint)


def define():
    StepCommand()
    BreakOnCommand()
