"""Every name of a C++ type, member and function that this package reads, in one place: whoever
renames a member changes this file and nothing else here."""

import gdb

NAMESPACE = "gradflow::"
TENSOR = "gradflow::Tensor"
SHAPE = "gradflow::Shape"
DTYPE = "gradflow::DType"
NODE = "gradflow::Node"
NODE_PTR = "gradflow::NodePtr"
VARIABLE = "gradflow::Variable"
PARAMETER = "gradflow::nn::Parameter"
GRADIENT = "gradflow::Gradient"
LABEL = "gradflow::Label"
SOURCE_LOCATION = "gradflow::SourceLocation"
MODULE = "gradflow::nn::Module"
PASS = "gradflow::BackwardPass"
LEAF = "gradflow::Leaf"
OP_NODE_PREFIX = "gradflow::OpNode<"

# Functions. gdb takes a template without its arguments for all its instances.
DOOR_OF_RULES = "gradflow::OpNode::backward"  # (this, upstream, wanted, to_inputs)
SEND = "gradflow::BackwardPass::send"  # (this, sender, input, gradient, record)
RUN_RULE = "gradflow::BackwardPass::run_rule"
UPSTREAM = "upstream"  # the argument of every rule

# tensor/dtype.h, in the order of the enumeration: name, bytes, letter for the array module.
DTYPES = (("float32", 4, "f"), ("float64", 8, "d"), ("int32", 4, "i"))
MAX_RANK = 8
MAX_ELEMENTS = 1 << 48
STORAGE_ALIGNMENT = 64


def storage_pointer(tensor):
    return tensor["storage_"]["storage_"]


class StorageFields:
    """One read of each member of a Storage."""

    def __init__(self, storage):
        self.owners = int(storage["owners_"]["_M_i"])
        self.data = int(storage["data_"])
        self.dtype = int(storage["dtype_"])
        self.shape = storage["shape_"]


class ShapeFields:
    def __init__(self, shape):
        self.elements = int(shape["elements_"])
        self.rank = int(shape["rank_"])
        self._extents = shape["extents_"]["_M_elems"]

    def extent(self, axis):
        return int(self._extents[axis])


class NodeFields:
    """The members of a Node, read when asked for: a node that is garbage has some that cannot be.
    By address and offset, since gdb warns at every pointer to an object whose class it lacks."""

    def __init__(self, address):
        self._address = address
        try:
            fields = gdb.lookup_type(NODE).fields()
        except gdb.error:
            raise gdb.error("what a node is made of is known where Gradflow has -g too") from None
        self._members = {field.name: field for field in fields}

    def _member(self, name):
        field = self._members[name]
        place = gdb.Value(self._address + field.bitpos // 8)
        return place.cast(field.type.pointer()).dereference()

    def id(self):
        return int(self._member("id_"))

    def value(self):
        return self._member("value_")

    def inputs(self):
        return self._member("inputs_")

    def input_count(self):
        return int(self._member("input_count_"))

    def label(self):
        return self._member("label_")

    def where(self):
        return self._member("where_")

    def requires_gradient(self):
        return bool(self._member("requires_gradient_"))

    def consumed(self):
        return bool(self._member("consumed_"))

    def kept_gradient(self):
        """The Tensor that a pass left on the node, or None."""
        attachments = unique_pointer(self._member("attachments_"))
        return attachments["gradient"] if int(attachments) != 0 else None


def node_of_node_ptr(pointer):
    return pointer["node_"]


def node_ptr_of_variable(variable):
    return variable["node_"]


def label_string(label):
    """Pointer to a std::string; null without a label."""
    return label["text_"]


def file_and_line(where):
    return where["file"], int(where["line"])


def op_of(op_node):
    """The op in a node of OpNode, or None once it has been released."""
    return optional(op_node["op_"])


def tensor_of_gradient(gradient):
    return gradient["tensor_"]


def contribution_of(gradient):
    return unique_pointer(gradient["contribution_"])


class ProductFields:
    CLASS = "gradflow::Product"

    def __init__(self, product):
        self.shape = product["shape_"]
        self.factors = (product["a_"], product["b_"])
        self.transposed = (int(product["transpose_a_"]) != 0, int(product["transpose_b_"]) != 0)


class SliceFields:
    CLASS = "gradflow::(anonymous namespace)::SliceContribution"

    def __init__(self, part):
        self.shape = part["whole_"]
        self.part = part["part_"]
        self.axis = int(part["axis_"])
        self.begin = int(part["begin_"])


class PassFields:
    def __init__(self, backward_pass):
        self.root = backward_pass["root_"]
        self.cursor = int(backward_pass["cursor_"])
        self._begin, self.slot_count = vector(backward_pass["slots_"])

    def slot(self, index):
        return SlotFields(self._begin[index])


class SlotFields:
    def __init__(self, slot):
        self.node = slot["node"]
        self.gradient = slot["gradient"]
        self.wanted = bool(slot["wanted"])


def module_path(module):
    return module["path_"]


# --- The standard library, as libstdc++ lays it out. ---


def unique_pointer(pointer):
    """Its pointer: of a unique_ptr with the usual deleter, all that there is."""
    element = pointer.type.strip_typedefs().template_argument(0)
    return pointer.address.cast(element.pointer().pointer()).dereference()


def vector(values):
    """Pointer to the first element, and the count."""
    begin, end = values["_M_impl"]["_M_start"], values["_M_impl"]["_M_finish"]
    return begin, int(end - begin)


def optional(value):
    payload = value["_M_payload"]
    return payload["_M_payload"]["_M_value"] if bool(payload["_M_engaged"]) else None


def string(value):
    """Address and length of a std::string's text."""
    return int(value["_M_dataplus"]["_M_p"]), int(value["_M_string_length"])


def string_view(value):
    return int(value["_M_str"]), int(value["_M_len"])
