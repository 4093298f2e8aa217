"""Serves the main job as a deployment that runs by a cron expression."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prefect.schedules import Cron

from flows.build import build

DEPLOYMENT = "scheduled"


def schedule(cron: str, parameters: dict[str, object], timezone: str = "UTC") -> None:
    """Serve the build until interrupted, a run at each time of `cron` (five fields, in `timezone`).

    `parameters` are those of `flows.build.build`. Runs do not overlap: one that is due while another works
    waits for it, since the database admits one writer. Raises ValueError if the time zone is unknown, or there are
    more fields.
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone {timezone!r}: give --timezone like Europe/Berlin") from None
    if len(cron.split()) > 5:
        # Prefect takes a sixth for seconds, and would build at each of them.
        raise ValueError(f"--cron {cron!r} has more than five fields: give minute, hour, day, month and day of week")
    build.serve(name=DEPLOYMENT, schedule=Cron(cron, timezone=timezone), parameters=parameters, global_limit=1)
