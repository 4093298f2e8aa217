"""Tables of numbers in packed files, and by how many steps the encoder's tables differ from the base model's.

Of these numbers five in six are nought and nearly all others one either way: planes of bits tell which are not, which
of these are above it and which are more than one. So, column by column, they pack into 1.09 MB; as they are, into 1.25.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int8]
# Whole numbers that do not depend on those before them.
PACKING = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 0, "pb": 0}]


def write_tables(tables: Mapping[str, Any], path: Path) -> None:
    """Write tables, by name, to a packed file: NumPy's own packing of them takes a tenth more."""
    plain = BytesIO()
    np.savez(plain, **tables)
    path.write_bytes(lzma.compress(plain.getvalue(), filters=PACKING))


def read_tables(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tables in a file that `write_tables` wrote, by name."""
    with np.load(BytesIO(unpacked(path))) as stored:
        return dict(stored)


def unpacked(path: Path) -> bytes:
    """Return what a packed file holds. Raises ValueError if it is damaged."""
    try:
        return lzma.decompress(path.read_bytes())
    except lzma.LZMAError as error:
        raise ValueError(f"{path} is damaged ({error}): fetch it anew, or make it with `bilateral train`") from None


def write_steps(steps: Mapping[str, Whole], path: Path) -> None:
    """Write the whole numbers of tables, by name, to a file."""
    every = np.concatenate([table.ravel("F") for table in steps.values()])
    moved = every[every != 0]
    far = np.abs(moved) > 1
    planes = {
        "names": np.array([*steps]),
        "shapes": np.array([table.shape for table in steps.values()]),
        "moved": np.packbits(every != 0),
        "up": np.packbits(moved > 0),
        "far": np.packbits(far),
        "by": moved[far],
    }
    write_tables(planes, path)


def read_steps(path: Path) -> dict[str, Whole]:
    """Return the whole numbers of the tables in a file that `write_steps` wrote, by name."""
    stored = read_tables(path)
    sizes = stored["shapes"].prod(axis=1)
    every = np.unpackbits(stored["moved"], count=sizes.sum()).view(np.int8)
    moved = np.unpackbits(stored["up"], count=every.sum(dtype=np.int64)).view(np.int8) * 2 - 1
    moved[np.unpackbits(stored["far"], count=len(moved)).view(bool)] = stored["by"]
    every[every != 0] = moved
    parts = np.split(every, np.cumsum(sizes)[:-1])
    tables = zip(stored["names"].tolist(), parts, stored["shapes"].tolist(), strict=True)
    return {name: part.reshape(shape, order="F") for name, part, shape in tables}
