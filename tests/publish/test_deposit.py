"""A draft of a deposit: the release as an archive, and metadata with what Zenodo and Dataverse demand."""

import datetime as dt
import json
import shutil
import zipfile

import pytest
from factories import database

from flows.publish.deposit import prepare
from flows.publish.integrity import file_failures
from flows.publish.release import publish

WHO = (["Doe, Jane"], "jane@example.org")


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    return publish(database(folder), folder / "releases", {}, dt.date(2026, 3, 9)).folder


def test_the_archive_is_the_whole_release_and_the_same_each_time(release, tmp_path):
    names = [f.name for f in prepare(release, tmp_path / "one", *WHO)]
    assert names == [".zenodo.json", "SEND.md", "bilateral-2026.03.1.zip", "dataverse.json"]
    prepare(release, tmp_path / "two", *WHO)
    archives = [tmp_path / folder / "bilateral-2026.03.1.zip" for folder in ("one", "two")]
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with zipfile.ZipFile(archives[0]) as packed:
        packed.extractall(tmp_path)
    assert file_failures(tmp_path / "bilateral-2026.03.1") == []


def test_zenodo_gets_what_its_deposits_demand(release, tmp_path):
    prepare(release, tmp_path / "draft", *WHO)
    told = json.loads((tmp_path / "draft" / ".zenodo.json").read_text())
    assert told["upload_type"] == "dataset" and told["access_right"] == "open" and told["license"] == "cc-by-4.0"
    assert told["creators"] == [{"name": "Doe, Jane"}]
    assert (told["publication_date"], told["version"]) == ("2026-03-09", "2026.03.1")
    assert told["title"] and "5 claims from 2 documents" in told["description"]
    assert told["references"] == ["2018~. On first-essay"], "a brief is no origin"


def test_dataverse_gets_the_five_fields_it_demands(release, tmp_path):
    prepare(release, tmp_path / "draft", *WHO)
    told = json.loads((tmp_path / "draft" / "dataverse.json").read_text())["datasetVersion"]
    fields = {f["typeName"]: f for f in told["metadataBlocks"]["citation"]["fields"]}
    assert {"title", "author", "datasetContact", "dsDescription", "subject"} <= set(fields)
    assert fields["author"]["value"][0]["authorName"]["value"] == "Doe, Jane"
    assert fields["datasetContact"]["value"][0]["datasetContactEmail"]["value"] == "jane@example.org"
    for told_field in fields.values():
        assert told_field["multiple"] == isinstance(told_field["value"], list)


@pytest.mark.parametrize(
    ("creators", "contact", "words"),
    [([], "a@b", "--creator"), (["Jane Doe"], "a@b", "Jane Doe as creator"), (["Doe, Jane"], "jane", "--contact")],
)
def test_what_a_person_must_say_is_asked_for(release, tmp_path, creators, contact, words):
    with pytest.raises(ValueError, match=words):
        prepare(release, tmp_path / "draft", creators, contact)
    assert not (tmp_path / "draft").exists()


def test_nothing_is_written_over_and_a_damaged_release_is_refused(release, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(ValueError, match="is not empty"):
        prepare(release, tmp_path, *WHO)
    damaged = shutil.copytree(release, tmp_path / "damaged")
    (damaged / "codebook.md").write_text("x")
    with pytest.raises(ValueError, match="is damaged"):
        prepare(damaged, tmp_path / "draft", *WHO)
