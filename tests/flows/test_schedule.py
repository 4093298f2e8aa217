"""A deployment that is really served: the server's scheduler makes a run, and the run completes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 180


def completed_runs(server: str) -> list[dict]:
    body = {
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
        "deployments": {"name": {"any_": ["scheduled"]}},
    }
    request = urllib.request.Request(
        f"{server}/flow_runs/filter", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


def test_a_scheduled_run_completes(server: str, corpus: Callable[[str], Path], tmp_path: Path) -> None:
    output = tmp_path / "out"
    command = [sys.executable, "-m", "flows.cli", "schedule", "--cron", "* * * * *"]
    command += ["--seeds", str(corpus("success")), "--output", str(output)]
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(command, env={**os.environ, "PREFECT_API_URL": server}, stdout=log, stderr=log)
    try:
        end = time.monotonic() + PATIENCE
        while not (runs := completed_runs(server)) and time.monotonic() < end:
            assert process.poll() is None, (tmp_path / "log").read_text()
            time.sleep(2)
    finally:
        process.terminate()
        process.wait(30)
        log.close()
    assert runs, (tmp_path / "log").read_text()
    assert runs[0]["auto_scheduled"]
    assert (output / "latest" / "manifest.json").is_file()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("timezone", ["Mars/Olympus", "", "../UTC"])
def test_an_unknown_time_zone_is_one_line(timezone: str) -> None:
    from flows.schedule import schedule

    with pytest.raises(ValueError) as caught:
        schedule("0 6 * * 1", {}, timezone)
    assert str(caught.value) == f"no time zone {timezone!r}: give --timezone like Europe/Berlin"


@pytest.mark.usefixtures("server")
def test_a_field_for_seconds_is_one_line() -> None:
    from flows.schedule import schedule

    with pytest.raises(ValueError, match="has more than five fields: give minute, hour"):
        schedule("* * * * * *", {})
