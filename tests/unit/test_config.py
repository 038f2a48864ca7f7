from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inglenook.config import KEYS, Config, Folders, read_config


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_is_no_mistake(tmp_path: Path) -> None:
    assert read_config(tmp_path / "none" / "config.yaml") == (Config(), ())
    file = written(tmp_path, "")
    assert read_config(file) == (Config(), ())
    assert read_config(file / "config.yaml") == (Config(), ())


def test_every_key_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path, "library: /srv/stories\ntheme: paper\nmeasure: 72  # wide\nsidebar: no\n"
    )
    config, problems = read_config(path)
    assert problems == ()
    assert config == Config(Path("/srv/stories"), "paper", 72, sidebar=False)


def test_each_mistake_is_one_line_and_the_rest_counts(tmp_path: Path) -> None:
    text = "meassure: 70\nmeasure: 300\nsidebar: perhaps\ntheme: [a]\nlibrary: shelf\n"
    path = written(tmp_path, text)
    config, problems = read_config(path)
    assert config == Config(library=tmp_path / "shelf")
    assert [problem.line for problem in problems] == [1, 2, 3, 4]
    assert str(problems[0]).startswith(f"{path}:1: unknown key 'meassure'")
    assert "measure" in problems[1].reason
    assert "40 to 100" in problems[1].reason
    assert all("\n" not in str(problem) for problem in problems)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["a: [", "- a\n- b\n", "x: &a 1\ny: *a\n", "just words"])
def test_a_file_that_is_no_config_gives_defaults_and_one_error(tmp_path: Path, text: str) -> None:
    config, problems = read_config(written(tmp_path, text))
    assert config == Config()
    assert len(problems) == 1
    assert problems[0].line >= 1


def test_a_home_folder_is_found_or_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    config, problems = read_config(written(tmp_path, "library: ~/fic"))
    assert (config.library, problems) == (Path("/home/somebody/fic"), ())
    config, problems = read_config(written(tmp_path, "theme: a\nlibrary: ~no-such-user/fic"))
    assert config == Config(theme="a")
    assert [problem.line for problem in problems] == [2]


def test_every_key_says_what_it_does() -> None:
    assert [key.name for key in KEYS] == ["library", "theme", "measure", "sidebar"]
    for key in KEYS:
        assert key.description.endswith(".")
        assert getattr(Config(), key.name) == key.default


def test_the_environment_names_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGLENOOK_CONFIG", str(tmp_path / "c.yaml"))
    monkeypatch.setenv("INGLENOOK_CACHE", "cache")
    monkeypatch.setenv("INGLENOOK_STATE", str(tmp_path / "s"))
    monkeypatch.chdir(tmp_path)
    assert Folders.from_environment() == (tmp_path / "c.yaml", tmp_path / "cache", tmp_path / "s")


def test_an_empty_variable_means_the_platforms_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"INGLENOOK_{name}", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    folders = Folders.from_environment()
    assert folders.config.name == "config.yaml"
    assert all(tmp_path in folder.parents for folder in folders)
    assert len(set(folders)) == 3


def test_a_start_without_a_config_file_imports_neither_yaml_nor_platformdirs() -> None:
    script = (
        "import sys; from inglenook.config import *;"
        "read_config(Folders.from_environment().config);"
        "sys.exit(' '.join({'yaml', 'platformdirs'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.stderr.strip() == ""


def test_a_cache_that_cannot_be_made_is_replaced_and_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folders = Folders(tmp_path / "config.yaml", tmp_path / "file" / "cache", tmp_path / "state")
    usable, said = folders.with_usable_cache()
    assert usable.cache.is_dir()
    assert usable.state == folders.state
    assert str(folders.cache) in said
    assert usable.with_usable_cache() == (usable, "")
