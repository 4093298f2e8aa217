"""Handing a release on: data first, `latest` last, nothing overwritten, taken up after an interruption."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from factories import database, world

from flows.publish import upload as uploads
from flows.publish.release import publish
from flows.publish.upload import upload
from schemas.ids import make_id
from schemas.tables import TABLES


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Return two releases, the second with one work more."""
    folder = tmp_path_factory.mktemp("made")
    rows = world()
    rows["works"].append({"work_id": make_id("w", "other"), "title": "Another book"})
    bases = database(folder / "one"), database(folder / "two", rows)
    return [publish(base, folder / "releases", {}, dt.date(2026, 3, 9)).folder for base in bases]


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def order(monkeypatch):
    """Return a list that fills with the names of what is written, in order."""
    seen: list[str] = []
    for name in ("send", "write"):
        real = getattr(uploads._Store, name)

        def spy(self, *arguments, real=real, at=-1 if name == "send" else 0):
            seen.append(arguments[at])
            return real(self, *arguments)

        monkeypatch.setattr(uploads._Store, name, spy)
    return seen


def test_a_folder_gets_the_release_data_first_and_latest_last(releases, tmp_path, order):
    target = tmp_path / "public"
    done = upload(releases[0], str(target))
    there = files(target)
    assert there.pop("latest") == b"2026.03.1\n"
    assert there == {f"2026.03.1/{name}": data for name, data in files(releases[0]).items()}
    assert (done.sent, done.present, done.latest) == (len(there) - 1, 0, "2026.03.1")
    assert order[0] == "2026.03.1/SHA256SUMS.part" and order[-2:] == ["2026.03.1/SHA256SUMS", "latest"]
    kinds = [name.startswith("2026.03.1/tables/") for name in order[1:-2]]
    assert kinds == sorted(kinds, reverse=True) and sum(kinds) == len(TABLES)


def test_a_second_time_nothing_is_sent(releases, tmp_path, order):
    upload(releases[0], str(tmp_path))
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    order.clear()
    done = upload(releases[0], str(tmp_path))
    assert done.sent == 0 and done.present == len(files(releases[0])) - 1
    assert order == [] and {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_latest_goes_forward_and_never_back(releases, tmp_path):
    assert upload(releases[1], str(tmp_path)).latest == "2026.03.2"
    assert upload(releases[0], str(tmp_path)).latest == "2026.03.2"
    assert (tmp_path / "latest").read_text() == "2026.03.2\n"
    (tmp_path / "latest").write_text("2026.03.10\n")
    assert upload(releases[1], str(tmp_path)).latest == "2026.03.10", "the tenth of a month comes after the second"


def test_another_release_of_the_same_version_is_refused(releases, tmp_path):
    upload(releases[0], str(tmp_path / "public"))
    other = publish(database(tmp_path / "x", {}), tmp_path / "releases", {}, dt.date(2026, 3, 9)).folder
    before = files(tmp_path / "public")
    with pytest.raises(ValueError, match="a version is never overwritten"):
        upload(other, str(tmp_path / "public"))
    assert files(tmp_path / "public") == before


def test_a_published_file_that_was_altered_is_not_overwritten(releases, tmp_path):
    upload(releases[0], str(tmp_path))
    (tmp_path / "2026.03.1" / "codebook.md").write_text("mine")
    with pytest.raises(ValueError, match=r"2026\.03\.1/codebook\.md is not the released file"):
        upload(releases[0], str(tmp_path))
    assert (tmp_path / "2026.03.1" / "codebook.md").read_text() == "mine"


def test_files_of_a_version_that_no_upload_put_there_are_not_overwritten(releases, tmp_path):
    (tmp_path / "2026.03.1").mkdir()
    (tmp_path / "2026.03.1" / "codebook.md").write_text("mine")
    with pytest.raises(ValueError, match="holds files of 2026.03.1 that no upload put there"):
        upload(releases[0], str(tmp_path))
    assert files(tmp_path) == {"2026.03.1/codebook.md": b"mine"}


def test_a_claim_that_was_left_on_a_whole_version_is_taken_away(releases, tmp_path):
    upload(releases[0], str(tmp_path))
    left = tmp_path / "2026.03.1" / "SHA256SUMS.part"
    left.write_bytes((releases[0] / "SHA256SUMS").read_bytes())
    assert upload(releases[0], str(tmp_path)).sent == 0 and not left.exists()


def interrupt(monkeypatch, after: int) -> None:
    """Let the connection break in the middle of a file, once so many were sent."""
    real, sent = uploads._Store.send, []

    def send(self, file, name):
        if len(sent) == after:
            raise OSError("the connection broke")
        sent.append(name)
        real(self, file, name)

    monkeypatch.setattr(uploads._Store, "send", send)


def test_an_interrupted_upload_shows_no_latest_and_goes_on_where_it_stopped(releases, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        interrupt(patch, 5)
        with pytest.raises(OSError, match="the connection broke"):
            upload(releases[0], str(tmp_path))
    assert not (tmp_path / "latest").exists() and not (tmp_path / "2026.03.1" / "SHA256SUMS").exists()
    first = sorted((tmp_path / "2026.03.1" / "tables").iterdir())
    whole = first[1].read_bytes()
    first[0].write_bytes(first[0].read_bytes()[:40])
    first[1].write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    done = upload(releases[0], str(tmp_path))
    assert done.present == 3, "a file cut short, or of the same size with other bytes, is sent anew"
    assert files(tmp_path / "2026.03.1") == files(releases[0])


def test_an_unfinished_upload_of_another_release_is_not_mixed_with_this_one(releases, tmp_path, monkeypatch):
    other = publish(database(tmp_path / "x", {}), tmp_path / "releases", {}, dt.date(2026, 3, 9)).folder
    with monkeypatch.context() as patch:
        interrupt(patch, 2)
        with pytest.raises(OSError, match="the connection broke"):
            upload(other, str(tmp_path / "public"))
    with pytest.raises(ValueError, match="unfinished upload of another release"):
        upload(releases[0], str(tmp_path / "public"))


def test_a_damaged_release_is_not_sent(releases, tmp_path):
    damaged = Path(shutil.copytree(releases[0], tmp_path / "damaged"))
    (damaged / "codebook.md").write_text("x")
    with pytest.raises(ValueError, match=r"codebook\.md was altered"):
        upload(damaged, str(tmp_path / "public"))
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize("target", ["nowhere://x/y", "http://127.0.0.1:9/x"])
def test_a_target_that_takes_nothing_is_one_line(releases, target):
    with pytest.raises((ValueError, OSError)) as caught:
        upload(releases[0], target)
    assert len(str(caught.value).splitlines()) <= 1


@pytest.mark.parametrize("target", ["", " ", "://", "://x"])
def test_no_target_is_not_taken_for_the_folder_at_hand(releases, tmp_path, monkeypatch, target):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="is no place to publish to: give a folder"):
        upload(releases[0], target)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_client_of_a_store_is_one_line(releases, monkeypatch):
    class UnknownKeyError(Exception):
        """What a client raises that knows nothing of Python's own errors."""

    def refuse(*_):
        raise UnknownKeyError("Unable to locate credentials\n\nand more")

    monkeypatch.setattr(uploads._Store, "read", refuse)
    with pytest.raises(ValueError) as caught:
        upload(releases[0], "memory://there")
    assert str(caught.value) == (
        "memory://there takes nothing (Unable to locate credentials): mend that, and publish again"
    )


# A store with the interface of S3, in a process of its own on loopback


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """Start the store, make a bucket and point s3fs at it by the environment; give the bucket's address."""
    pytest.importorskip("s3fs", reason="needs the extra s3")
    pytest.importorskip("moto", reason="needs the extra dev")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (tmp_path_factory.mktemp("s3") / "log").open("wb") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(address, process)
            environment = {
                **{"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"},
                "AWS_DEFAULT_REGION": "us-east-1",
            }
            with pytest.MonkeyPatch.context() as patch:
                for name, value in environment.items():
                    patch.setenv(name, value)
                urllib.request.urlopen(urllib.request.Request(f"{address}/data", method="PUT"), timeout=30).close()
                yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, "the store ended by itself"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the store does not answer")


def fetched(path: str) -> bytes | None:
    """Ask the store by a client of its own, not by the one under test; None if there is no such object."""
    import boto3

    objects = boto3.client("s3")
    there = objects.list_objects_v2(Bucket="data", Prefix=path).get("Contents", [])
    if path not in {told["Key"] for told in there}:
        return None
    return objects.get_object(Bucket="data", Key=path)["Body"].read()


@pytest.mark.usefixtures("s3")
def test_an_s3_store_gets_the_release_after_an_interruption_and_once(releases, monkeypatch):
    with monkeypatch.context() as patch:
        interrupt(patch, 6)
        with pytest.raises(OSError, match="the connection broke"):
            upload(releases[0], "s3://data/public")
    assert fetched("public/latest") is fetched("public/2026.03.1/SHA256SUMS") is None
    done = upload(releases[0], "s3://data/public")
    assert done.present == 6
    assert fetched("public/latest") == b"2026.03.1\n"
    for name, data in files(releases[0]).items():
        assert fetched(f"public/2026.03.1/{name}") == data
    assert upload(releases[0], "s3://data/public").sent == 0
    assert upload(releases[1], "s3://data/public").latest == "2026.03.2"
    assert fetched("public/2026.03.1/SHA256SUMS.part") is None


@pytest.mark.usefixtures("s3")
def test_what_is_in_an_s3_store_is_not_overwritten(releases, tmp_path):
    upload(releases[0], "s3://data/kept")
    other = publish(database(tmp_path / "x", {}), tmp_path / "releases", {}, dt.date(2026, 3, 9)).folder
    with pytest.raises(ValueError, match="a version is never overwritten"):
        upload(other, "s3://data/kept")
    assert fetched("kept/2026.03.1/manifest.json") == (releases[0] / "manifest.json").read_bytes()
