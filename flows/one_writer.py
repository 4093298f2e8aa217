"""Lets one command at a time change a file that several people's commands read and then write anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import SoftFileLock, Timeout

_PATIENCE = 10  # seconds that one command waits for another, which takes less than one


@contextmanager
def one_writer(file: Path) -> Iterator[None]:
    """Keep other commands from changing a file: what is read of it holds until it is written.

    Waits for another that is at it; one that was killed keeps nobody out. Makes the file's folder if it is missing.
    Raises ValueError if the other takes too long, OSError if the folder cannot be written to.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = SoftFileLock(file.with_suffix(".lock"), timeout=_PATIENCE)
    try:
        held = lock.acquire()
    except Timeout:
        told = f"{lock.lock_file} is there, so another command is changing {file.name}: try again when it is done"
        raise ValueError(told) from None
    with held:
        yield
