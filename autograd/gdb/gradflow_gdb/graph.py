"""The nodes above a root, numbered as autograd/graph_text.cpp numbers them, and its listing."""

import collections

from .tensors import shape_text

# A walk takes about a millisecond for each node.
MOST_NODES = 5000
MOST_LINES = 400


class Graph:
    """The nodes in the order in which they were made; number 1 is the first. Of a graph of more
    nodes than MOST_NODES only those near the root, and they go by their ids."""

    def __init__(self, root):
        found = {root.address: root}
        inputs = {}
        waiting = collections.deque([root])
        self.complete = True
        while waiting:
            node = waiting.popleft()
            sources = inputs[node.address] = []
            for source in node.inputs():
                sources.append(source.address)
                if source.address in found:
                    continue
                if len(found) == MOST_NODES:
                    self.complete = False
                    break
                found[source.address] = source
                waiting.append(source)
        self.nodes = sorted(found.values(), key=lambda node: (node.id, node.address))
        numbers = range(1, len(found) + 1)
        if not self.complete:
            numbers = [node.id for node in self.nodes]
        self._numbers = dict(zip([node.address for node in self.nodes], numbers))
        self._inputs = inputs

    def number(self, node):
        return self._numbers.get(node.address)

    def input_names(self, node):
        """"#4", or "…" for one that was not reached."""
        numbers = [self._numbers.get(address) for address in self._inputs[node.address]]
        return ["…" if number is None else f"#{number}" for number in numbers]

    def text_of(self, node):
        return node.text(self.number(node))


def _form(node):
    return "undefined" if node.value is None else node.value.form()


def _notes(node, graph):
    notes = "← " + ", ".join(graph.input_names(node))
    if node.is_leaf:
        notes = "requires gradient" if node.requires_gradient else ""
    saved = node.saved_bytes()
    if saved > 0:
        notes += f"  saves {saved} bytes"
    if node.consumed:
        notes += "  consumed"
    return notes + ("  " if notes else "") + node.where


def _padded(text, width):
    """The program counts the bytes of a name, so the columns agree with its own listing."""
    return text + " " * (width - len(text.encode()))


def graph_text(root):
    graph = Graph(root)
    shown = graph.nodes[-MOST_LINES:]
    rows = [(graph.text_of(node), _form(node), _notes(node, graph)) for node in shown]
    widths = [max(len(row[column].encode()) for row in rows) for column in (0, 1)]
    lines = [
        f"{_padded(name, widths[0])}  {_padded(value, widths[1])}  {notes}"
        for name, value, notes in rows
    ]
    left_out = len(graph.nodes) - len(shown)
    if not graph.complete:
        lines.insert(0, "… earlier nodes are left out; numbers are ids")
    elif left_out > 0:
        lines.insert(0, f"… {left_out} earlier nodes")
    return "\n".join(lines)


def value_shape(node):
    return "undefined" if node.value is None else shape_text(node.value.extents)
