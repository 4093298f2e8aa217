"""The repository holds facts of the articles and essays, never their sentences."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUN = 10
# Titles of cited works are bibliography; they stand in quotation marks or italics.
TITLES = re.compile(r"[“\"][^“”\"\n]{15,160}[”\"]|\*[^*\n]{10,120}\*")


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def sentences_of(folder: Path) -> set[tuple[str, ...]]:
    parts = (part for f in sorted(folder.glob("*.txt")) for part in TITLES.split(f.read_text(encoding="utf-8")))
    return {run for part in parts for run in runs(part)}


def own_titles() -> set[tuple[str, ...]]:
    from schemas.source import read_sources

    return {run for source in read_sources(ROOT / "seeds" / "sources.toml") for run in runs(source.title)}


@pytest.mark.parametrize("which", ["articles", "essays"])
def test_no_sentence_of_a_source_stands_in_the_repository(which: str, request: pytest.FixtureRequest) -> None:
    held = request.getfixturevalue("articles_dir" if which == "articles" else "training_dir")
    known = sentences_of(held if which == "articles" else held / "texts") - own_titles()
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=True).stdout.decode()
    found = []
    for name in filter(None, listed.split("\0")):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        text = "" if b"\0" in data[:4096] else data.decode("utf-8", "replace")
        found += [f"{name}: {' '.join(run)}" for run in runs(text) if run in known]
    assert found == []


def test_a_sentence_would_be_found() -> None:
    text = "The envoys left the capital before dawn and crossed the river at noon."
    assert set(runs(text)) & set(runs(f"It is told that {text.lower()}"))
