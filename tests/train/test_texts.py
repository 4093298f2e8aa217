"""The texts written for teaching, which lie in the history alone."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKED = {"accounts.tar.xz", "coded.tar.xz", "overviews.tar.xz", "studies.tar.xz"}


def test_the_commit_that_is_named_has_the_texts() -> None:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("needs git and the history")
    told = re.search(r"^TEXTS := (\w{40})$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert told
    assert f"git archive {told[1][:7]} " in (ROOT / "seeds" / "training" / "README.md").read_text(encoding="utf-8")
    listed = ["git", "ls-tree", "--name-only", told[1], "seeds/training/"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode and (ROOT / ".git" / "shallow").exists():
        pytest.skip("a clone without its history")
    assert {Path(name).name for name in found.stdout.split()} >= PACKED
