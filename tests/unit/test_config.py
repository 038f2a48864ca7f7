from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inglenook.config import (
    KEYS,
    ORNAMENTS,
    PAGE_KEYS,
    Config,
    Folders,
    keep,
    overlaid,
    read_config,
)
from inglenook.errors import ConfigError


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
    assert len({key.name for key in KEYS}) == len(KEYS)
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


class TestKeeping:
    """What is settled in the app goes into the reader's own text."""

    def test_comments_order_and_quotes_stay(self, tmp_path: Path) -> None:
        file = tmp_path / "config.yaml"
        file.write_bytes(
            b"# mine\r\ntheme: 'paper'  # by day\r\nmeasure: 72   # wide\r\n\r\n# the end\r\n"
        )
        keep(file, {"measure": 80, "justify": True})
        assert file.read_bytes() == (
            b"# mine\r\ntheme: 'paper'  # by day\r\nmeasure: 80   # wide\r\njustify: true\r\n"
            b"\r\n# the end\r\n"
        )
        assert read_config(file)[0] == Config(theme="paper", measure=80, justify=True)

    def test_a_file_that_is_not_there_is_made(self, tmp_path: Path) -> None:
        file = tmp_path / "new" / "config.yaml"
        keep(file, {"ornament": "rule", "hyphenate": False})
        assert file.read_text() == "ornament: rule\nhyphenate: false\n"

    def test_every_key_of_the_page_is_read_as_it_was_kept(self, tmp_path: Path) -> None:
        file = tmp_path / "config.yaml"
        for key in PAGE_KEYS:
            options: tuple[Any, ...] = key.kind.options or (True, False)
            if key.kind.name == "number":
                options = (key.kind.low, key.kind.high)
            for value in options:
                keep(file, {key.name: value})
                config, problems = read_config(file)
                assert getattr(config, key.name) == value
                assert problems == ()

    @pytest.mark.parametrize("broken", ["measure: [", "- a list\n", "a: &b 1\n", "just words\n"])
    def test_a_file_that_cannot_be_understood_stays_as_it_is(
        self, tmp_path: Path, broken: str
    ) -> None:
        file = tmp_path / "config.yaml"
        file.write_text(broken)
        with pytest.raises(ConfigError):
            keep(file, {"measure": 80})
        assert file.read_text() == broken

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        real, link = tmp_path / "dotfiles.yaml", tmp_path / "config.yaml"
        real.write_text("measure: 50\n")
        link.symlink_to(real)
        keep(link, {"measure": 60})
        assert link.is_symlink()
        assert real.read_text() == "measure: 60\n"

    def test_nothing_is_left_where_nothing_can_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(ConfigError, match="cannot be"):
            keep(tmp_path / "file" / "config.yaml", {"measure": 80})


@pytest.mark.parametrize(
    "values", [{"measure": "80"}, {"measure": True}, {"measure": 900}, {"ornament": "x"},
               {"justify": 1}, {"library": "/"}, {"nonsense": 1}],
)  # fmt: skip
def test_what_does_not_fit_is_no_setting_of_a_story(values: dict[str, Any]) -> None:
    assert overlaid(Config(), values) == Config()


def test_ornaments_are_those_of_the_layout() -> None:
    from inglenook.layout import ORNAMENTS as DRAWN

    assert tuple(DRAWN) == ORNAMENTS


def test_keys_are_read_by_command(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("keys:\n  text.find: [x, ctrl+f]\n  text.roll: r\n  bad: {a: b}\n")
    config, problems = read_config(file)
    assert config.keys == {"text.find": ("x", "ctrl+f"), "text.roll": ("r",), "bad": ()}
    assert len(problems) == 1
