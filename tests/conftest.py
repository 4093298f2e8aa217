"""What every test may ask for: the folders that the repository does not ship, or a visible skip."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# A noisy machine must not fail a property for being slow, nor find its examples by chance.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what shares fixtures in one process where there are several: a file; all flows, which share one server."""
    for item in items:
        flows = item.path.is_relative_to(ROOT / "tests" / "flows")
        item.add_marker(pytest.mark.xdist_group("flows" if flows else str(item.path)))


def _folder(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value or not Path(value).is_dir():
        pytest.skip(f"{variable} names no folder: this test needs texts that the repository does not ship")
    return Path(value)


@pytest.fixture(scope="session")
def articles_dir() -> Path:
    """Return the folder that holds the five articles."""
    return _folder("BILATERAL_ARTICLES")


@pytest.fixture(scope="session")
def training_dir() -> Path:
    """Return the folder that holds the coded essays and own articles."""
    return _folder("BILATERAL_TRAINING")
