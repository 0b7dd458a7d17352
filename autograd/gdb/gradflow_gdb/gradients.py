"""A Gradient: nothing, a tensor, or a contribution that is not formed yet."""

from . import layout, types
from .summary import describe, is_finite, rows
from .tensors import TensorValue, shape_extents, shape_text


class GradientValue:
    def __init__(self, gradient):
        self.tensor = TensorValue.of(layout.tensor_of_gradient(gradient))
        contribution = layout.contribution_of(gradient)
        self._contribution = int(contribution) or None  # where it lies

    @property
    def empty(self):
        return self.tensor is None and self._contribution is None

    def _unformed(self):
        """The contribution as a product or a slice; None for another one, and where no debug
        information has its class."""
        name = types.class_of(self._contribution)
        for fields in (layout.ProductFields, layout.SliceFields):
            if name == fields.CLASS:
                full = types.as_class(self._contribution, name)
                return None if full is None else fields(full)
        return None

    def parts(self):
        """Name and TensorValue of what an unformed one is made from."""
        unformed = None if self._contribution is None else self._unformed()
        if isinstance(unformed, layout.ProductFields):
            names = ["ᵀ" if transposed else "" for transposed in unformed.transposed]
            factors = [TensorValue.of(factor) for factor in unformed.factors]
            return list(zip(("a" + names[0], "b" + names[1]), factors))
        if isinstance(unformed, layout.SliceFields):
            return [("part", TensorValue.of(unformed.part))]
        return []

    def form(self):
        """"[3, 2] float32", "[3, 2] unformed product", "nothing"."""
        if self.empty:
            return "nothing"
        if self._contribution is None:
            return self.tensor.form()
        unformed = self._unformed()
        if isinstance(unformed, layout.ProductFields):
            return f"{shape_text(shape_extents(unformed.shape))} unformed product"
        if isinstance(unformed, layout.SliceFields):
            begin, axis = unformed.begin, unformed.axis
            shape = shape_text(shape_extents(unformed.shape))
            return f"{shape} unformed slice, from {begin} of axis {axis}"
        return "unformed " + types.snake_case(types.class_of(self._contribution))

    def lines(self, with_rows):
        if self._contribution is None:
            if self.tensor is None:
                return ["nothing"]
            return [describe(self.tensor)] + (rows(self.tensor) if with_rows else [])
        made_from = [f"  {name}  {describe(tensor)}" for name, tensor in self.parts()]
        return [self.form()] + (made_from if with_rows else [])

    def is_finite(self):
        """An unformed one is judged by what it is made from."""
        return is_finite(self.tensor) and all(is_finite(part) for _, part in self.parts())
