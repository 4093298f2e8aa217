"""Steps: what is written is what is read."""

from pathlib import Path

import numpy as np
import pytest

from flows.extract.local_steps import read_steps, write_steps


@pytest.mark.parametrize("share", [0.0, 0.15, 1.0])
def test_tables_come_back_as_they_were(tmp_path: Path, share: float) -> None:
    chance = np.random.default_rng(7)
    steps = {
        f"layers.{n}.whole": np.where(chance.random(shape) < share, chance.integers(-64, 64, shape), 0).astype(np.int8)
        for n, shape in enumerate([(5, 3), (7, 11), (1, 4)])
    }
    write_steps(steps, tmp_path / "steps")
    found = read_steps(tmp_path / "steps")
    assert [*found] == [*steps]
    for name, table in steps.items():
        assert found[name].dtype == np.int8
        np.testing.assert_array_equal(found[name], table)
