"""What every writer of a release's files is handed, and what the dataset is called everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "bilateral"
TITLE = "bilateral: claims and facts about relations between states"
DESCRIPTION = (
    "Claims about acts between states, intergovernmental organisations and armed groups, coded from documents with "
    "their exact place; the facts that claims agree to report, with dates, status, sums and codes of the state "
    "systems; and the disputes where sources differ. Every claim can be checked by whoever holds its source."
)
AUTHOR = "bilateral contributors"
KEYWORDS = ("international relations", "diplomacy", "event data", "dyads", "foreign policy", "conflict", "cooperation")
LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Draft:
    """A release in the making: the folder it is written in, the database it is read from, and its manifest.

    `sources` are the rows of that table; `earlier` are the folders of the releases before it, oldest first.
    """

    folder: Path
    database: Path
    manifest: Mapping[str, Any]
    sources: Sequence[Mapping[str, Any]]
    earlier: Sequence[Path] = ()

    @property
    def version(self) -> str:
        """The release's version."""
        return str(self.manifest["version"])

    @property
    def created(self) -> str:
        """The day it was made, as ISO 8601."""
        return str(self.manifest["created"])

    @property
    def citation(self) -> str:
        """How to cite the release, in one line."""
        return f"{AUTHOR} ({self.created[:4]}). {TITLE}, release {self.version}."

    def write(self, name: str, text: str) -> None:
        """Write a text file of the release."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
