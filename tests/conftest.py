"""What every test may ask for: the folders that the repository does not ship, or a visible skip; and a bare shell."""

import os
from collections.abc import Iterator
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


@pytest.fixture(scope="session", autouse=True)
def bare_shell() -> Iterator[None]:
    """Take away what the shell says to the commands, but for the folders that tests may ask for, where they are."""
    asked = {variable for variable in ("BILATERAL_ARTICLES", "BILATERAL_TRAINING") if _named(variable)}
    with pytest.MonkeyPatch.context() as patch:
        for name in {name for name in os.environ if name.startswith("BILATERAL_")} - asked:
            patch.delenv(name)
        yield


def _named(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value and Path(value).is_dir() else None


def _folder(variable: str) -> Path:
    return _named(variable) or pytest.skip(
        f"{variable} names no folder: this test needs texts that the repository does not ship"
    )


@pytest.fixture(scope="session")
def articles_dir() -> Path:
    """Return the folder that holds the five articles."""
    return _folder("BILATERAL_ARTICLES")


@pytest.fixture(scope="session")
def training_dir() -> Path:
    """Return the folder that holds the coded essays and own articles."""
    return _folder("BILATERAL_TRAINING")
