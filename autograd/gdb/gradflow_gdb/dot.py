"""The graph for Graphviz, in the form of autograd/graph_dot.cpp."""

from .graph import MOST_NODES, Graph, value_shape
from .memory import Unreadable

_HEAD = """digraph gradflow {
  rankdir=BT;
  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif", fontsize=11];
  edge [fontname="sans-serif", fontsize=9];
"""


class _Group:
    """The nodes under one word of the labels' dotted paths."""

    def __init__(self):
        self.children = {}
        self.nodes = []

    def add(self, node, path):
        if path == "":
            self.nodes.append(node)
            return
        word, _, rest = path.partition(".")
        self.children.setdefault(word, _Group()).add(node, rest)

    def size(self):
        return len(self.nodes) + sum(child.size() for child in self.children.values())


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


class _Dot:
    def __init__(self, root):
        self._graph = Graph(root)
        self._parts = []
        self._clusters = 0

    def text(self):
        if not self._graph.complete:
            raise Unreadable(f"the graph has more than {MOST_NODES} nodes")
        groups = _Group()
        for node in self._graph.nodes:
            groups.add(node, node.label)
        self._put_group(groups, "  ")
        for node in self._graph.nodes:
            self._put_edges(node)
        return _HEAD + "".join(self._parts) + "}\n"

    def _put_group(self, group, indent):
        for node in group.nodes:
            self._put_node(node, indent)
        for word in sorted(group.children, key=str.encode):
            child = group.children[word]
            if child.size() < 2:
                self._put_group(child, indent)
                continue
            self._clusters += 1
            style = 'color=gray60; fontname="sans-serif"; fontsize=11;'
            self._parts.append(f"{indent}subgraph cluster_{self._clusters} {{\n")
            self._parts.append(f'{indent}  label="{_escaped(word)}"; {style}\n')
            self._put_group(child, indent + "  ")
            self._parts.append(f"{indent}}}\n")

    def _put_node(self, node, indent):
        number = self._graph.number(node)
        lines = [f"#{number} {_escaped(node.op)}"]
        if node.label:
            lines.append(_escaped(node.label))
        lines.append("undefined" if node.value is None else node.value.form())
        if node.saved_bytes() > 0:
            lines.append(f"saves {node.saved_bytes()} bytes")
        if node.consumed:
            lines.append("consumed")
        text = "\\n".join(lines)
        fill = "#cfe3f7" if node.requires_gradient else "#e8e8e8"
        style = f', fillcolor="{fill}"' if node.is_leaf else ""
        self._parts.append(f'{indent}n{number} [label="{text}"{style}];\n')

    def _put_edges(self, node):
        number = self._graph.number(node)
        for source in node.inputs():
            other = self._graph.number(source)
            self._parts.append(f"  n{other} -> n{number};\n")
            if source.requires_gradient:
                red = 'color="#c0392b", fontcolor="#c0392b"'
                shape = value_shape(source)
                self._parts.append(
                    f"  n{number} -> n{other} [style=dashed, {red}, "
                    f'constraint=false, label="{shape}"];\n'
                )


def graph_dot(root):
    return _Dot(root).text()
