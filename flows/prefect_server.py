"""Which Prefect server a command uses: one that runs, else one of its own for as long as it takes.

`use_server` sets Prefect's environment, so it is called before any import of Prefect.
"""

from __future__ import annotations

import logging
import os
import urllib.request

_DEFAULT = "http://127.0.0.1:4200/api"
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The default of 20 s is too short on a small machine: starting took 20-30 s on two cores.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
}


def use_server(log_level: str = "ERROR") -> str:
    """Choose the server, set how much Prefect logs, and return a line that says which server it is.

    A server that PREFECT_API_URL names must answer: raises ValueError if it does not. Otherwise one on the
    default port is used if it answers, else Prefect starts one for this process.
    """
    for name, value in {**_QUIET, "PREFECT_LOGGING_LEVEL": log_level}.items():
        os.environ.setdefault(name, value)
    # What waits to be sent when a run fails is told after the line that says why, and is nothing to act on.
    logging.getLogger("EventsWorker").setLevel(logging.ERROR)
    named = os.environ.get("PREFECT_API_URL")
    if named:
        if not _answers(named):
            raise ValueError(f"no Prefect server answers at {named}: start it, or unset PREFECT_API_URL")
        return f"Using the Prefect server at {named}."
    if _answers(_DEFAULT):
        os.environ["PREFECT_API_URL"] = _DEFAULT
        return f"Using the Prefect server at {_DEFAULT}."
    return "Waiting for a Prefect server of this run's own to start (20-30 s; `prefect server start` keeps one)."


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except (OSError, ValueError):
        return False
