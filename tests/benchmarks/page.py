"""How large `index.html` is with many facts, how long it takes to make, to load, and to answer, in headless Chromium.

Run: python tests/benchmarks/page.py [FACTS]   (default 50000; needs chromium, chromedriver and selenium)
Times in the browser are medians of several runs: from the start of loading until the page has drawn itself, and from
a keystroke or choice until the facts that answer are drawn and laid out. `search at once` comes while the page still
makes the words of its facts ready, which it does by and by after loading.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "publish"), str(TESTS.parent)]

from chromium import browser, missing, resize  # noqa: E402
from factories import database  # noqa: E402
from synthetic import synthetic  # noqa: E402

from flows.publish import bibliography, content, tables  # noqa: E402
from flows.publish.browse import page  # noqa: E402
from flows.publish.cautions import count  # noqa: E402
from flows.publish.draft import Draft  # noqa: E402

TURNS = 5
READY = "return document.documentElement.dataset.ready === 'true' ? performance.now() : null"
TIMED = """
    const began = performance.now();
    ask(arguments[0]);
    document.body.getBoundingClientRect();
    return performance.now() - began;
"""
ASKED = {
    "search, two words": {"q": "wheat pipel"},
    "search, an actor": {"q": "belania"},
    "a pair": {"a": "AAA", "b": "AAB"},
    "a kind": {"kind": "visit"},
    "machine-coded": {"mark": "machine_coded"},
    "ten years": {"from": "1990", "to": "1999"},
    "by actors": {"sort": "parties"},
    "next page": {"page": 1},
}
NOTHING = "ask({...NOTHING, sort: 'date', desc: false, page: 0})"


def write_page(folder: Path, n_facts: int) -> Path:
    """Make the tables of a release with so many facts, and its page; print sizes and the time that the page took."""
    base = database(folder, synthetic(n_facts))
    release = folder / "release"
    release.mkdir()
    tables.write_parquet(base, release / "tables", "1")
    manifest = {"version": "1", "created": dt.date.today().isoformat(), "counts": content.counts(base)}
    draft = Draft(release, base, {**manifest, "warnings": count(base)}, bibliography.read(base))
    start = time.perf_counter()
    draft.write("index.html", page.as_html(draft))
    took = time.perf_counter() - start
    made, parquet = release / "index.html", sum(p.stat().st_size for p in (release / "tables").iterdir())
    counts = manifest["counts"]
    print(f"{counts['facts']:,} facts, {counts['claims']:,} claims; page made in {took:.1f} s")
    print(f"index.html {made.stat().st_size / 1e6:.1f} MB (the release's Parquet: {parquet / 1e6:.1f} MB)")
    return made


def load(driver: Any, file: Path) -> float:
    """Return the milliseconds until the page is drawn."""
    driver.get("about:blank")
    driver.get(file.as_uri())
    while (took := driver.execute_script(READY)) is None:
        time.sleep(0.01)
    return float(took)


def main() -> None:
    if missing():
        sys.exit(f"cannot measure: {missing()}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = write_page(folder, int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
        with browser(folder / "profile") as driver:
            resize(driver, 1280, 900)
            loads = [load(driver, file) for _ in range(TURNS)]
            print(f"{'load and draw':24}{statistics.median(loads):8.0f} ms  ({min(loads):.0f} to {max(loads):.0f})")
            first = driver.execute_script(TIMED, {"q": "wheat"})
            print(f"{'search at once':24}{first:8.0f} ms")
            for name, asked in ASKED.items():
                times = []
                for _ in range(TURNS):
                    driver.execute_script(NOTHING)
                    times.append(driver.execute_script(TIMED, asked))
                print(f"{name:24}{statistics.median(times):8.0f} ms  ({min(times):.0f} to {max(times):.0f})")
            elements = driver.execute_script("return document.getElementsByTagName('*').length")
            heap = driver.execute_script("return performance.memory.usedJSHeapSize") / 1e6
            print(f"{elements:,} elements in the page, {heap:.0f} MB of script memory")


if __name__ == "__main__":
    main()
