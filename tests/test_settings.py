"""Where things are looked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import load_settings


def test_folders_default_to_those_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BILATERAL_ARTICLES", raising=False)
    settings = load_settings()
    assert settings.registry.is_file()
    assert settings.articles == settings.seeds / "articles"
    assert settings.output.name == "output"


def test_the_environment_names_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILATERAL_SEEDS", str(tmp_path))
    monkeypatch.setenv("BILATERAL_OUTPUT", str(tmp_path / "out"))
    monkeypatch.setenv("BILATERAL_ARTICLES", str(tmp_path))
    settings = load_settings()
    assert (settings.seeds, settings.output, settings.articles) == (tmp_path, tmp_path / "out", tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="give the seeds with --seeds"):
        load_settings(tmp_path / "none")
    monkeypatch.setenv("BILATERAL_ARTICLES", str(tmp_path / "none"))
    with pytest.raises(ValueError, match="BILATERAL_ARTICLES names no folder"):
        load_settings()


def test_what_is_no_amount_of_memory_is_told_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILATERAL_MEMORY", "lots")
    with pytest.raises(ValueError, match="BILATERAL_MEMORY is 'lots': write it like 2GiB, or unset it"):
        load_settings()
    monkeypatch.setenv("BILATERAL_MEMORY", "2GiB")
    assert load_settings().registry.is_file()


def test_a_text_is_taken_from_the_articles_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles, seeds = tmp_path / "articles", tmp_path / "seeds"
    articles.mkdir()
    seeds.mkdir()
    (seeds / "a.txt").write_text("in seeds")
    monkeypatch.setenv("BILATERAL_ARTICLES", str(articles))
    settings = load_settings(seeds)
    assert settings.text_of("a.txt") == seeds / "a.txt"
    (articles / "a.txt").write_text("in articles")
    assert settings.text_of("a.txt") == articles / "a.txt"
    assert settings.text_of("b.txt") is None


def test_the_tests_do_not_hear_what_the_shell_says_to_the_commands() -> None:
    this = f"{__file__}::{test_folders_default_to_those_of_the_checkout.__name__}"
    said = dict.fromkeys(("BILATERAL_SEEDS", "BILATERAL_OUTPUT", "BILATERAL_ARTICLES", "BILATERAL_MEMORY"), "nowhere")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", this]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | said, check=False)
    assert done.returncode == 0, done.stdout
