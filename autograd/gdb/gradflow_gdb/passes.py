"""The backward pass that runs on the stack of the selected thread: found in its frames, since
nothing else in the program knows of it."""

import gdb

from . import layout, types
from .gradients import GradientValue
from .memory import Unreadable
from .nodes import NodeValue, node_of
from .tensors import TensorValue

_MOST_FRAMES = 500


def frames():
    """From the newest outwards."""
    try:
        frame = gdb.newest_frame()
    except gdb.error:
        raise gdb.GdbError("no program runs here: start it, or open a core file") from None
    count = 0
    while frame is not None and count < _MOST_FRAMES:
        yield frame
        frame = frame.older()
        count += 1


def variable_of(frame, name):
    """The value of an argument or a local variable; None where there is none, and where the
    compiler has optimised it out."""
    try:
        value = frame.read_var(name)
        return None if value.is_optimized_out else value
    except (ValueError, gdb.error):
        return None


def is_rule(frame):
    """Whether this is OpNode<…>::backward, the door through which the engine calls a rule."""
    name = frame.name() or ""
    return name.startswith(layout.OP_NODE_PREFIX) and name.endswith(">::backward")


def node_at_door(frame):
    """The node whose rule is called, at the first instruction of OpNode<…>::backward."""
    this = variable_of(frame, "this")
    return None if this is None else NodeValue(int(this))


def _local_pass(frame):
    try:
        block = frame.block()
    except RuntimeError:
        return None
    while block is not None:
        for symbol in block:
            if symbol.is_variable and types.plain(symbol.type).name == layout.PASS:
                return variable_of(frame, symbol.name)
        if block.function is not None:
            break
        block = block.superblock
    return None


def _pass_of(frame):
    this = variable_of(frame, "this") if (frame.name() or "").startswith(layout.PASS) else None
    if this is not None:
        return types.as_base(this, layout.PASS)
    return _local_pass(frame)


def running_pass():
    """The innermost pass of the stack."""
    in_rule, upstream = False, None
    for frame in frames():
        in_rule = in_rule or is_rule(frame) or frame.name() == layout.RUN_RULE
        if upstream is None:
            upstream = variable_of(frame, layout.UPSTREAM)
        found = _pass_of(frame)
        if found is None:
            continue
        try:
            return PassValue(found, in_rule, upstream)
        except (Unreadable, gdb.error):
            continue  # a variable of a function that has not come so far
    raise gdb.GdbError(
        "no backward pass is on the stack of this thread; `gradflow step` and `gradflow break-on` "
        "run to the next one"
    )


def pass_at(value):
    """The pass that this BackwardPass is, with what the stack knows of it."""
    try:
        running = running_pass()
        if running.address == int(value.address):
            return running
    except (gdb.GdbError, Unreadable):
        pass
    return PassValue(value)


class PassValue:
    """A BackwardPass, and how far it is. Whether one of its rules runs only the stack knows."""

    def __init__(self, backward_pass, in_rule=False, upstream=None):
        self.address = int(backward_pass.address)
        self.in_rule, self._upstream = in_rule, upstream
        self._fields = layout.PassFields(backward_pass)
        if not 0 <= self._fields.cursor <= self._fields.slot_count < 1 << 32:
            raise Unreadable(f"it stands at {self._fields.cursor} of {self._fields.slot_count}")
        self.root = node_of(self._fields.root)

    def _slots(self, begin):
        for index in range(begin, self._fields.slot_count):
            yield self._fields.slot(index)

    def next_node(self):
        """The node whose rule runs, or will run next; None at the end of the pass."""
        if self.in_rule:
            slot = self._fields.slot(self._fields.cursor)
            return NodeValue(int(slot.node))
        for slot in self._slots(self._fields.cursor):
            node = NodeValue(int(slot.node))
            if not node.is_leaf and slot.wanted and not GradientValue(slot.gradient).empty:
                return node
        return None

    def standing_text(self):
        node = self.next_node()
        return "its end" if node is None else node.text()

    def upstream(self):
        """What came into the rule that runs: a TensorValue, or None where it is not kept."""
        try:
            return TensorValue.of(self._upstream) if self.in_rule else None
        except (Unreadable, TypeError, gdb.error):
            return None

    def pending(self):
        """Nodes and the gradients that wait for them, by descending id."""
        for slot in self._slots(0):
            gradient = GradientValue(slot.gradient)
            if not gradient.empty:
                yield NodeValue(int(slot.node)), gradient
