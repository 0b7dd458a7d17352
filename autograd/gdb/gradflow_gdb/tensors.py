"""A Tensor in the program's memory: shape, type, elements. Whoever holds a TensorValue knows that
its fields agree with each other."""

import array

import gdb

from . import layout
from .memory import Unreadable, read

_CHUNK = 1 << 18  # elements read at once


def shape_extents(value):
    """The extents of a Shape. Unreadable unless the rank, the extents and their product agree."""
    fields = layout.ShapeFields(value)
    if not 0 <= fields.rank <= layout.MAX_RANK:
        raise Unreadable(f"its rank is {fields.rank}")
    extents = [fields.extent(axis) for axis in range(fields.rank)]
    product = 1
    for axis, extent in enumerate(extents):
        if not 0 <= extent <= layout.MAX_ELEMENTS:
            raise Unreadable(f"extent {extent} of axis {axis}")
        product *= extent
    if fields.elements != product:
        raise Unreadable(f"{fields.elements} elements in {shape_text(extents)}")
    return extents


def shape_text(extents):
    return "[" + ", ".join(str(extent) for extent in extents) + "]"


def dtype_name(value):
    number = int(value)
    if not 0 <= number < len(layout.DTYPES):
        raise Unreadable(f"type number {number}")
    return layout.DTYPES[number][0]


class TensorValue:
    def __init__(self, storage):
        if int(storage) % layout.STORAGE_ALIGNMENT != 0:
            raise Unreadable(f"its block lies at {int(storage):#x}")
        fields = layout.StorageFields(storage.dereference())
        if not 1 <= fields.owners < 1 << 32:
            raise Unreadable(f"its block has {fields.owners} owners")
        self.extents = shape_extents(fields.shape)
        self.dtype = dtype_name(fields.dtype)
        _, self.element_bytes, self._letter = layout.DTYPES[fields.dtype]
        self.elements = layout.ShapeFields(fields.shape).elements
        self._data = fields.data
        if self.elements > 0:
            last = self.elements - 1
            if fields.data == 0:
                raise Unreadable("its elements lie at 0")
            self.slice(0, 1), self.slice(last, 1)

    @staticmethod
    def of(tensor):
        """None for a Tensor that is not defined."""
        storage = layout.storage_pointer(tensor)
        return None if int(storage) == 0 else TensorValue(storage)

    @property
    def bytes(self):
        return self.elements * self.element_bytes

    def slice(self, begin, count):
        address = self._data + begin * self.element_bytes
        try:
            return array.array(self._letter, read(address, count * self.element_bytes))
        except gdb.MemoryError:
            raise Unreadable(f"no element at {address:#x}") from None

    def chunks(self, most):
        """The first `most` elements, an array at a time."""
        for begin in range(0, min(most, self.elements), _CHUNK):
            yield self.slice(begin, min(_CHUNK, most - begin, self.elements - begin))

    def form(self):
        return f"{shape_text(self.extents)} {self.dtype}"
