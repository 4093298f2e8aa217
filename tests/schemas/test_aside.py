import hashlib
from pathlib import Path

import pytest

from schemas.aside import is_kept_aside


@pytest.mark.parametrize("name", [f"text-{n}" for n in range(64)] + ["v1.2-notes", "тест"])
def test_the_rule_is_the_last_digit_of_the_hash(name):
    expected = int(hashlib.sha256(name.encode("utf-8")).hexdigest()[-1], 16) <= 3
    assert is_kept_aside(name) is expected
    assert is_kept_aside(f"{name}.txt") is is_kept_aside(f"codings/{name}.jsonl") is expected


@pytest.mark.parametrize(("folder", "count"), [("texts", 20), ("own/texts", 8)])
def test_as_many_are_kept_aside_as_the_training_set_says(training_dir: Path, folder, count):
    assert sum(is_kept_aside(path.name) for path in (training_dir / folder).glob("*.txt")) == count
