"""Folders of results that a step keeps for the next run: made whole or not at all, and known if harmed since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.ids import fingerprint

_SUM = "sum"
"""The file, written last, with the hash of all others of the folder."""


def anew(folder: Path) -> None:
    """Make a folder anew, for what is not kept."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


@contextmanager
def sealing(folder: Path) -> Iterator[None]:
    """Make a folder anew, and write down what it holds once all is there."""
    anew(folder)
    yield
    (folder / _SUM).write_text(_sum(folder), encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Tell whether a folder holds what was sealed there, whatever cut a run or a file of it short."""
    return (folder / _SUM).is_file() and (folder / _SUM).read_bytes() == _sum(folder).encode()


def _sum(folder: Path) -> str:
    return fingerprint(p for p in folder.iterdir() if p.name != _SUM)
