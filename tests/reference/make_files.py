#!/usr/bin/env python3
"""Files of numbers as Python writes them, and a check of those that Gradflow wrote.

  make_files.py make FOLDER    writes the files that tests/nn/files holds (SHA256SUMS beside them)
  make_files.py check FOLDER   reads what tests/nn/interchange_test.cpp wrote there, and compares

.npy is NumPy's own. Safetensors files are written and read here from the description of the format,
and read with the package of that name as well, where it is installed.
"""

import json
import pathlib
import struct
import sys

import numpy as np

ARRAYS = {
    "float32": (np.arange(6, dtype=np.float32).reshape(2, 3) / 2 - 1),
    "float64": np.array([0.1, -1e300, 5e-324]),
    "int32": np.array([[-(2**31), 2**31 - 1]], dtype=np.int32),
    "scalar": np.array(2.5, dtype=np.float32),
    "empty": np.zeros((0, 3), dtype=np.float32),
}
# Kinds that Gradflow reads and does not write.
READ_ONLY = {
    "int64": np.array([-3, 2**31 - 1], dtype=np.int64),
    "bool": np.array([True, False, True]),
    "uint8": np.array([0, 127, 255], dtype=np.uint8),
    "big_endian": np.array([1.5, -2], dtype=">f8"),
    "fortran": np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 3, 4)),
}
STATE = {
    "h1.weight": ARRAYS["float32"],
    "h1.bias": np.array([0.25, -4], dtype=np.float32),
    "moments": ARRAYS["float64"],
    "labels": ARRAYS["int32"],
}
METADATA = {"made by": "Python"}
TYPES = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8"), "I32": np.dtype("<i4")}


def write_safetensors(path, arrays, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, array in arrays.items():
        kind = next(kind for kind, dtype in TYPES.items() if dtype == array.dtype)
        begin, data = len(data), data + array.tobytes()
        header[name] = {
            "dtype": kind,
            "shape": list(array.shape),
            "data_offsets": [begin, len(data)],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path):
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = np.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]])
        arrays[name] = flat.reshape(entry["shape"])
    return arrays, metadata


def make(folder):
    for name, array in {**ARRAYS, **READ_ONLY}.items():
        np.save(folder / f"{name}.npy", array)
    write_safetensors(folder / "state.safetensors", STATE, METADATA)


def compare(what, found, expected):
    same = found.dtype == expected.dtype and found.shape == expected.shape
    if not same or found.tobytes() != expected.tobytes():
        sys.exit(f"{what} is {found.dtype} {found!r}, not {expected.dtype} {expected!r}")


def check(folder):
    for name, expected in ARRAYS.items():
        compare(f"{name}.npy", np.load(folder / f"{name}.npy"), expected)
    found, metadata = read_safetensors(folder / "state.safetensors")
    states = [found]
    try:
        from safetensors.numpy import load_file

        states.append(load_file(folder / "state.safetensors"))
    except ImportError:
        pass
    for state in states:
        if state.keys() != STATE.keys():
            sys.exit(f"state.safetensors holds {sorted(state)}, not {sorted(STATE)}")
        for name, expected in STATE.items():
            compare(f'"{name}" of state.safetensors', state[name], expected)
    if metadata.get("made by") != "Gradflow":
        sys.exit(f"the metadata of state.safetensors are {metadata}")


def main():
    modes = {"make": make, "check": check}
    if len(sys.argv) != 3 or sys.argv[1] not in modes:
        sys.exit(__doc__)
    modes[sys.argv[1]](pathlib.Path(sys.argv[2]))


if __name__ == "__main__":
    main()
