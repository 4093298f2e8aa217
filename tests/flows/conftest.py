"""One Prefect server on loopback for all tests of flows, and tiny corpora to run them on."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.prefect_server import use_server

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "fixtures" / "tiny"


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], seconds: int) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the Prefect server ended by itself"
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"no Prefect server at {url} within {seconds} s")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a Prefect server and point this process at it; give its address."""
    home = tmp_path_factory.mktemp("prefect")
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_HOME"] = str(home)
    os.environ["PREFECT_API_URL"] = url
    log = (home / "server.log").open("wb")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(url, process, 120)
        use_server()
        yield url
    finally:
        process.terminate()
        process.wait(30)
        log.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies a tiny corpus with the real lexicon and model into a folder of the test's own."""

    def copy(mode: str) -> Path:
        seeds = tmp_path / "seeds"
        shutil.copytree(TINY / mode, seeds)
        for name in ("lexicon", "model", "identity"):
            shutil.copytree(ROOT / "seeds" / name, seeds / name)
        return seeds

    return copy


@pytest.fixture(scope="session")
def dataset(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build what the repository ships (with the articles' texts where they are at hand); give the output folder."""
    from flows.build import build

    output = tmp_path_factory.mktemp("dataset")
    build(str(ROOT / "seeds"), str(output))
    return output
