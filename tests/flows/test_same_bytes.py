"""Two builds on the same inputs, in processes and folders of their own, make the same release."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.running import Corpus

ROOT = Path(__file__).resolve().parents[2]


def built(seeds: Path, output: Path, workers: int, **environment: str) -> Path:
    """Build in a process of its own and return the release's folder."""
    command = [sys.executable, "-m", "flows.cli", "build", "--seeds", str(seeds), "--output", str(output)]
    done = subprocess.run(
        [*command, "--workers", str(workers)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return (output / "latest").resolve()


def test_one_and_two_workers_make_equal_content_and_equal_parquet(server: str, corpus: Corpus, tmp_path: Path) -> None:
    seeds = corpus("success")
    other = Path(shutil.copytree(seeds, tmp_path / "elsewhere" / "seeds"))
    # The order of sets differs from process to process; nothing that is published may follow it.
    one = built(seeds, tmp_path / "one", 1, PYTHONHASHSEED="1")
    two = built(other, tmp_path / "two", 2, PYTHONHASHSEED="2")

    assert manifest(one)["content_sha256"] == manifest(two)["content_sha256"]
    assert manifest(one)["counts"]["claims"] > 0
    for path in sorted((one / "tables").iterdir()):
        assert path.read_bytes() == (two / "tables" / path.name).read_bytes(), path.name
    # DuckDB promises no equal bytes of its own files; what is in them is what is in the Parquet.
    assert sums(one) == sums(two)


def sums(release: Path) -> list[str]:
    lines = (release / "SHA256SUMS").read_text().splitlines()
    return [line for line in lines if not line.endswith("  bilateral.duckdb")]


def manifest(release: Path) -> dict:
    return json.loads((release / "manifest.json").read_text())


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_workers_that_is_none_is_refused(corpus: Corpus, tmp_path: Path, number: str) -> None:
    command = [sys.executable, "-m", "flows.cli", "build", "--seeds", str(corpus("empty")), "--workers", number]
    done = subprocess.run([*command, "--output", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--workers" in done.stderr
