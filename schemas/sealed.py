"""Folders of results that a step keeps for the next run: whether one holds all that was written there, unharmed."""

from __future__ import annotations

from pathlib import Path

from schemas.ids import fingerprint

_SUM = "sum"
"""The file, written last, with the hash of all others of the folder."""


def seal(folder: Path) -> None:
    """Write down what a folder holds, once all is there."""
    (folder / _SUM).write_text(_sum(folder), encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Tell whether a folder holds what was sealed there, whatever cut a run or a file of it short."""
    return (folder / _SUM).is_file() and (folder / _SUM).read_bytes() == _sum(folder).encode()


def _sum(folder: Path) -> str:
    return fingerprint(p for p in folder.iterdir() if p.name != _SUM)
