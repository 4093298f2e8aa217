"""Every recipe of `docs/use` whose program is here is taken from its page and run on a release as it stands there."""

import datetime as dt
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import duckdb
import pytest
from factories import database

from flows.publish.release import publish
from schemas.columns import COLUMNS
from schemas.tables import TABLES

PAGES = Path(__file__).resolve().parents[2] / "docs" / "use"
SECONDS = 120
FENCE = re.compile(r"^```(python|r|stata)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recipes(page):
    return [code for _, code in FENCE.findall((PAGES / page).read_text(encoding="utf-8"))]


def titled(page):
    """Return a page's recipes as parameters, named by the page and the package that they load first."""
    return [pytest.param(code, id=f"{page}-{n}") for n, code in enumerate(recipes(page))]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Return a folder with a release of the small world under output/, as a checkout has it after a build."""
    folder = tmp_path_factory.mktemp("checkout")
    publish(database(folder / "base"), folder / "output" / "releases", {}, dt.date(2026, 3, 9))
    return folder


def run(command, checkout, **environment):
    done = subprocess.run(
        command,
        cwd=checkout,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_recipe_is_short_and_none_is_left_out():
    found = {page.name: recipes(page.name) for page in PAGES.glob("*.md")}
    assert {name: len(codes) for name, codes in found.items() if codes} == {
        **{"python.md": 3, "r.md": 4, "stata.md": 1, "http.md": 2}
    }
    for codes in found.values():
        assert all(len([line for line in code.splitlines() if line.strip()]) <= 5 for code in codes)
    linked = set(re.findall(r"\]\((\w+\.md)\)", (PAGES / "README.md").read_text(encoding="utf-8")))
    assert linked == set(found) - {"README.md"}


@pytest.mark.parametrize(("code", "told"), list(zip(recipes("python.md"), ("PAK", "2.0", "1965-04-03"), strict=True)))
def test_python(checkout, code, told):
    assert told in run([sys.executable, "-c", code], checkout)


@pytest.mark.parametrize("code", titled("r.md"))
def test_r(checkout, code):
    if shutil.which("Rscript") is None:
        pytest.skip("R is not on this machine")
    for package in re.findall(r"library\((\w+)\)", code):
        there = subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True, check=False)
        if there.returncode != 0:
            pytest.skip(f"R has no package {package} on this machine")
    assert "armed_conflict" in run(["Rscript", "-e", code], checkout)


@pytest.mark.parametrize("code", titled("stata.md"))
def test_stata_names_files_variables_and_labels_that_there_are(checkout, code):
    files = re.findall(r'"(output/[^"]+)"', code)
    assert files and all((checkout / file).is_file() for file in files)
    columns = {c.name for name in ("facts", "fact_actors") for c in TABLES[name].columns}
    for label, variable in re.findall(r'"(\w+)":(\w+)', code):
        assert label in (COLUMNS[variable].codes or {})
    listed = {
        name
        for line in re.findall(r"^(?:tabulate|list) (.*?)(?: in .*)?$", code, re.MULTILINE)
        for name in line.split()
    }
    assert listed <= columns


@pytest.mark.parametrize("code", titled("stata.md"))
def test_stata(checkout, code, tmp_path):
    program = next((found for name in ("stata-mp", "stata-se", "stata") if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("Stata is not on this machine")
    (tmp_path / "recipe.do").write_text(code)
    run([program, "-q", "-b", "do", str(tmp_path / "recipe.do")], checkout)


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, answers requests for a range of bytes, and notes what was asked for."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self):
        file = Path(self.translate_path(self.path))
        span = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not file.is_file() or span is None:
            return super().do_GET()
        self.asked.append(self.headers["Range"])
        data = file.read_bytes()
        start = int(span[1]) if span[1] else max(0, len(data) - int(span[2]))
        end = min(int(span[2]) if span[1] and span[2] else len(data) - 1, len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        self.wfile.write(data[start : end + 1])
        return None

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(checkout):
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(checkout / "output")))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}/latest"
    served.shutdown()


@pytest.mark.parametrize("code", titled("http.md"))
def test_sql_over_http(checkout, address, code):
    if "httpfs" in code:
        try:
            duckdb.sql("INSTALL httpfs; LOAD httpfs")
        except duckdb.Error:
            pytest.skip("DuckDB's extension httpfs is not on this machine and cannot be fetched")
    assert "armed_conflict" in run([sys.executable, "-c", code], checkout, RELEASE=address)
    assert Server.asked, "the file was read by ranges, not whole"
