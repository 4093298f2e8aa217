"""A release of the small world, which tests read and never change."""

import datetime as dt

import pytest
from factories import database

from flows.publish.release import publish

INPUTS = {"sources": [{"source_id": "first-essay"}], "git_commit": None}


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    return database(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="session")
def made(base, tmp_path_factory):
    return publish(base, tmp_path_factory.mktemp("out") / "releases", INPUTS, dt.date(2026, 3, 9))
