"""What tensor/format.cpp prints of a tensor, in the same form: the statistics of its finite
elements, and the first rows."""

import math
import operator

from .tensors import shape_text

MOST_ROWS = MOST_COLUMNS = 8
# A printer stops here, so that a backtrace stays quick; `gradflow stats` looks at everything.
MOST_ELEMENTS = 1 << 20


class Summary:
    def __init__(self, tensor, most):
        self.finite = self.nan = self.infinite = self.zero = 0
        self.total = self.squares = 0.0
        self.least, self.greatest = math.inf, -math.inf
        self.first_bad = None
        seen = 0
        for chunk in tensor.chunks(most):
            if not math.isfinite(sum(chunk)) and not all(map(math.isfinite, chunk)):
                chunk = self._finite_of(chunk, seen)
            seen += len(chunk)
            self._add(chunk)

    def _finite_of(self, chunk, seen):
        finite = []
        for index, value in enumerate(chunk):
            if math.isfinite(value):
                finite.append(value)
                continue
            if math.isnan(value):
                self.nan += 1
            else:
                self.infinite += 1
            if self.first_bad is None:
                self.first_bad = seen + index
        return finite

    def _add(self, finite):
        if len(finite) == 0:
            return
        self.finite += len(finite)
        self.zero += len(finite) - sum(map(bool, finite))
        self.total += float(sum(finite))
        self.squares += float(sum(map(operator.mul, finite, finite)))
        self.least = min(self.least, min(finite))
        self.greatest = max(self.greatest, max(finite))

    @property
    def rms(self):
        return math.sqrt(self.squares / self.finite)

    def text(self):
        parts = []
        if self.finite > 0:
            parts.append(
                f"mean {self.total / self.finite:.4g}  rms {self.rms:.4g}"
                f"  min {self.least:.4g}  max {self.greatest:.4g}"
            )
        return "  ".join(parts + self.bad_parts())

    def bad_parts(self):
        parts = [f"{self.nan} NaN"] if self.nan > 0 else []
        return parts + ([f"{self.infinite} infinite"] if self.infinite > 0 else [])


def describe(tensor, most=MOST_ELEMENTS):
    """One line: shape, type, and the statistics of the first `most` elements."""
    if tensor is None:
        return "undefined"
    if tensor.elements == 0:
        return tensor.form() + "  empty"
    text = f"{tensor.form()}  {Summary(tensor, most).text()}"
    return text if tensor.elements <= most else f"{text}  (of the first {most})"


def with_rms(tensor):
    """As a Step prints what came in: "[4, 3] rms 0.17"."""
    if tensor is None:
        return "undefined"
    text = shape_text(tensor.extents)
    if tensor.elements == 0:
        return text + " empty"
    summary = Summary(tensor, MOST_ELEMENTS)
    text += f" rms {summary.rms:.3g}" if summary.finite > 0 else ""
    return " ".join([text] + summary.bad_parts())


def is_finite(tensor):
    if tensor is None:
        return True
    summary = Summary(tensor, tensor.elements)
    return summary.nan + summary.infinite == 0


def place_text(tensor, index):
    """"[0, 2]": where an element stands."""
    place = []
    for extent in reversed(tensor.extents):
        place.insert(0, index % extent)
        index //= extent
    return "[" + ", ".join(map(str, place)) + "]"


def _cell(value, dtype):
    return str(value) if dtype == "int32" else f"{value:.4g}"


def rows(tensor):
    """The first values, a line for each of the first rows."""
    if tensor is None or tensor.elements == 0:
        return []
    columns = tensor.extents[-1] if tensor.extents else 1
    count = tensor.elements // columns
    lines = []
    for row in range(min(count, MOST_ROWS)):
        values = tensor.slice(row * columns, min(columns, MOST_COLUMNS))
        line = " ".join(f"{_cell(value, tensor.dtype):>9}" for value in values)
        more = f"  … {columns - MOST_COLUMNS} more" if columns > MOST_COLUMNS else ""
        lines.append("  " + line + more)
    if count > MOST_ROWS:
        lines.append(f"  … {count - MOST_ROWS} more rows")
    return lines
