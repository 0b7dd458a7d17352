"""The pretty-printers: which class is shown how. Each shows one line in a backtrace and a bounded
number of lines elsewhere."""

import itertools

import gdb

from . import layout, types
from .gradients import GradientValue
from .memory import Unreadable, fitting, guarded
from .nodes import NodeValue, label_text, node_of, where_text
from .passes import pass_at
from .summary import describe, rows
from .tensors import TensorValue, dtype_name, shape_extents, shape_text

_MOST_LISTED = 16


def _in_backtrace():
    options = gdb.print_options() if hasattr(gdb, "print_options") else {}
    return bool(options.get("summary", False))


def _lines_of_tensor(tensor):
    return [describe(tensor)] + ([] if _in_backtrace() else rows(tensor))


def tensor_lines(value):
    return _lines_of_tensor(TensorValue.of(value))


def shape_lines(value):
    return [shape_text(shape_extents(value))]


def dtype_lines(value):
    return [dtype_name(types.dereferenced(value))]


def label_lines(value):
    text = label_text(value)
    return [f'"{text}"' if text else "no label"]


def where_lines(value):
    return [where_text(value) or "nowhere"]


def gradient_lines(value):
    return GradientValue(value).lines(with_rows=not _in_backtrace())


def _made_at(node):
    return f", made at {node.where}" if node.where else ""


def node_lines(value):
    node = NodeValue(types.address_of(value, layout.NODE))
    if _in_backtrace():
        return [node.text()]
    lines = [node.text() + _made_at(node)]
    lines.append(f"  value  {describe(node.value)}")
    for index, source in enumerate(node.inputs(_MOST_LISTED)):
        lines.append(f"  input {index}  {source.text()}  {describe(source.value)}")
    for name, tensor in node.saved():
        lines.append(f"  keeps {name}  {describe(tensor)}")
    if node.consumed:
        lines.append("  consumed: a pass has used up what its rule needs")
    if node.gradient is not None:
        lines.append(f"  gradient  {describe(node.gradient)}")
    return lines


def _handle_lines(pointer):
    """A Variable or a NodePtr: the node's name, and its value as a tensor is shown."""
    if int(layout.node_of_node_ptr(pointer)) == 0:
        return ["no node"]
    node = node_of(pointer)
    if _in_backtrace():
        return [node.text()]
    first, *more = _lines_of_tensor(node.value)
    lines = [node.text() + _made_at(node), "  " + first] + more
    if node.gradient is not None:
        lines.append(f"  gradient  {describe(node.gradient)}")
    return lines


def variable_lines(value):
    return _handle_lines(layout.node_ptr_of_variable(types.as_base(value, layout.VARIABLE)))


def parameter_lines(value):
    lines = variable_lines(value)
    pointer = layout.node_ptr_of_variable(types.as_base(value, layout.VARIABLE))
    frozen = int(layout.node_of_node_ptr(pointer)) != 0 and not node_of(pointer).requires_gradient
    return [lines[0] + ", frozen"] + lines[1:] if frozen else lines


def node_pointer_lines(value):
    """A Node* keeps its address, by which it can be printed again."""
    if int(value) == 0:
        return ["0x0"]
    return [f"{int(value):#x} {NodeValue(int(value)).text()}"]


def pass_lines(value):
    running = pass_at(value)
    lines = [f"backward pass of {running.root.text()}, standing at {running.standing_text()}"]
    waiting = 0 if _in_backtrace() else _MOST_LISTED
    for to, gradient in itertools.islice(running.pending(), waiting):
        lines.append(f"  waiting: {to.text()}  {gradient.form()}")
    return lines


class _Lines:
    def __init__(self, what, value, lines):
        self._what, self._value, self._lines = what, value, lines

    def to_string(self):
        return fitting(guarded(self._what, lambda: "\n".join(self._lines(self._value))))


class _Module:
    """Class and path, then the members of the class itself."""

    def __init__(self, value):
        self._value = value

    def _full(self):
        address = int(self._value.address)
        full = types.as_class(address, types.class_of(address))
        return self._value if full is None else full

    def _text(self):
        path = label_text(layout.module_path(types.as_base(self._value, layout.MODULE)))
        name = types.class_of(int(self._value.address)).removeprefix(layout.NAMESPACE)
        return f'{name} "{path}"' if path else f"{name}, not named yet"

    def to_string(self):
        return fitting(guarded("module", self._text))

    def children(self):
        try:
            full = self._full()
            for field in types.plain(full.type).fields():
                base = field.is_base_class and has_module_base(field.type)
                if not base and hasattr(field, "bitpos") and not field.name.startswith("_vptr"):
                    yield field.name, full[field]
        except (gdb.error, Unreadable):
            return


def has_module_base(type_):
    return types.has_base(type_, lambda name: name == layout.MODULE)


_BY_NAME = {
    layout.TENSOR: ("tensor", tensor_lines),
    layout.SHAPE: ("shape", shape_lines),
    layout.DTYPE: ("type of element", dtype_lines),
    layout.LABEL: ("label", label_lines),
    layout.SOURCE_LOCATION: ("place in a source", where_lines),
    layout.GRADIENT: ("gradient", gradient_lines),
    layout.VARIABLE: ("variable", variable_lines),
    layout.PARAMETER: ("parameter", parameter_lines),
    layout.NODE_PTR: ("node", _handle_lines),
    layout.PASS: ("backward pass", pass_lines),
    layout.NODE: ("node", node_lines),
    layout.LEAF: ("node", node_lines),
}


def _is_node(type_):
    name = type_.name or ""
    return name in (layout.NODE, layout.LEAF) or name.startswith(layout.OP_NODE_PREFIX)


class Printers:
    """What gdb asks for the printer of a value. `info pretty-printer` lists it by this name."""

    name = "gradflow"
    enabled = True
    subprinters = None

    def __init__(self):
        self._modules = {}

    def __call__(self, value):
        type_ = types.plain(value.type)
        if type_.code == gdb.TYPE_CODE_PTR:
            if _is_node(types.plain(type_.target())):
                return _Lines("node", value, node_pointer_lines)
            return None
        if type_.name is None:
            return None
        if type_.name in _BY_NAME:
            return _Lines(_BY_NAME[type_.name][0], value, _BY_NAME[type_.name][1])
        if _is_node(type_):
            return _Lines("node", value, node_lines)
        return _Module(value) if self._is_module(type_) else None

    def _is_module(self, type_):
        if type_.code != gdb.TYPE_CODE_STRUCT:
            return False
        if type_.name not in self._modules:
            self._modules[type_.name] = has_module_base(type_)
        return self._modules[type_.name]
