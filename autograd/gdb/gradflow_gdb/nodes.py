"""A node of the graph: what it computed, from which inputs, and what it keeps for its rule."""

import gdb

from . import layout, types
from .memory import Unreadable, text_of_c_string, text_of_string
from .tensors import TensorValue

_MOST_INPUTS = 1 << 16


def label_text(label):
    pointer = layout.label_string(label)
    return "" if int(pointer) == 0 else text_of_string(pointer.dereference())


def where_text(where):
    """"main.cpp:42"; empty where none was recorded."""
    file, line = layout.file_and_line(where)
    name = text_of_c_string(file).rsplit("/", 1)[-1]
    return f"{name}:{line}" if name or line else ""


class NodeValue:
    """Unreadable unless the vtable is that of a node."""

    def __init__(self, address):
        self._fields = layout.NodeFields(address)
        self.address = address
        self.class_name = types.class_of(address)
        self.is_op = self.class_name.startswith(layout.OP_NODE_PREFIX)
        if not self.is_op and not self._derives():
            raise Unreadable(f"its vtable is that of {self.class_name}")

    def _derives(self):
        if self.class_name == layout.LEAF:
            return True
        full = types.as_class(self.address, self.class_name)
        return full is not None and types.has_base(full.type, lambda name: name == layout.NODE)

    @property
    def op_class(self):
        """"gradflow::Tanh"; None for a node that is not of an op."""
        return types.first_template_argument(self.class_name) if self.is_op else None

    @property
    def op(self):
        if not self.is_op:
            return types.snake_case(self.class_name)
        return types.static_text(self.op_class, "name") or types.snake_case(self.op_class)

    @property
    def id(self):
        return self._fields.id()

    @property
    def label(self):
        return label_text(self._fields.label())

    @property
    def where(self):
        return where_text(self._fields.where())

    @property
    def value(self):
        return TensorValue.of(self._fields.value())

    @property
    def is_leaf(self):
        return self._fields.input_count() == 0

    @property
    def requires_gradient(self):
        return self._fields.requires_gradient()

    @property
    def consumed(self):
        return self._fields.consumed()

    @property
    def gradient(self):
        """Of a leaf, or kept: a TensorValue, or None."""
        kept = self._fields.kept_gradient()
        return None if kept is None else TensorValue.of(kept)

    def inputs(self, most=_MOST_INPUTS):
        """The first of them."""
        count = self._fields.input_count()
        if count > _MOST_INPUTS:
            raise Unreadable(f"{count} inputs")
        first = self._fields.inputs()
        pointers = [layout.node_of_node_ptr(first[index]) for index in range(min(count, most))]
        if any(int(pointer) == 0 for pointer in pointers):
            raise Unreadable("an input that is null")
        return [NodeValue(int(pointer)) for pointer in pointers]

    def saved(self):
        """Name and TensorValue of what the op keeps, as Node::saved lists them. Empty once it is
        released, and where no debug information has the op."""
        full = types.as_class(self.address, self.class_name) if self.is_op else None
        op = None if full is None else layout.op_of(full)
        if op is None:
            return []
        kept = []
        for field in types.plain(op.type).fields():
            if field.is_base_class or not hasattr(field, "bitpos"):
                continue
            if types.plain(field.type).name == layout.TENSOR:
                kept.append((field.name, TensorValue.of(op[field])))
        return [(name, tensor) for name, tensor in kept if tensor is not None]

    def saved_bytes(self):
        return sum(tensor.bytes for _, tensor in self.saved())

    def text(self, number=None):
        """As the program writes it: "#17 tanh "h3"", with the node's id unless a listing numbers
        its nodes."""
        label = f' "{self.label}"' if self.label else ""
        return f"#{self.id if number is None else number} {self.op}{label}"


def node_of(value):
    """The node that a Variable, a NodePtr, or a Node stands for; None for other types. Unreadable
    for a handle that holds none."""
    address = types.address_of(value, layout.NODE)
    if address is not None:
        return NodeValue(address)
    variable = types.as_base(value, layout.VARIABLE)
    pointer = types.as_base(value, layout.NODE_PTR)
    if variable is not None:
        pointer = layout.node_ptr_of_variable(variable)
    if pointer is None:
        return None
    node = int(layout.node_of_node_ptr(pointer))
    if node == 0:
        raise Unreadable("it holds no node")
    return NodeValue(node)


def evaluate(expression):
    try:
        return gdb.parse_and_eval(expression)
    except gdb.error as error:
        raise gdb.GdbError(f"{expression}: {error}") from None


def node_of_expression(expression):
    try:
        node = node_of(evaluate(expression))
    except (Unreadable, gdb.MemoryError) as error:
        raise gdb.GdbError(f"{expression} is no node of a graph: {error}") from None
    if node is None:
        raise gdb.GdbError(f"{expression} is neither a Variable nor a Node")
    return node
