from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.errors import ConfigError
from inglenook.yamlfile import MOST_BYTES, Fields, load, values


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "some.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fields(tmp_path: Path, text: str) -> tuple[Fields, list[ConfigError]]:
    problems: list[ConfigError] = []
    return Fields(load(written(tmp_path, text)), problems), problems


def test_values_have_the_type_that_is_asked_for(tmp_path: Path) -> None:
    read, problems = fields(
        tmp_path,
        "title: 1984\nauthor: No\nwidth: 72\nwrap: yes\n"
        "tags: [a, 12:30, null]\none: alone\nnone: ~\n",
    )
    assert read.text("title") == "1984"
    assert read.text("author") == "No"
    assert read.number("width", 66, low=40, high=100) == 72
    assert read.flag("wrap", False) is True
    assert read.texts("one") == ("alone",)
    assert read.text("none", "default") == "default"
    assert read.text("absent", "default") == "default"
    assert problems == []
    assert read.texts("tags") == ("a", "12:30")
    assert [(p.line, p.reason) for p in problems] == [
        (5, "tags must be a text or a list of texts, not nothing")
    ]


def test_wrong_values_are_reported_with_their_line_and_the_rest_counts(tmp_path: Path) -> None:
    read, problems = fields(
        tmp_path, "width: 400\ntheme: pink\nwrap: perhaps\ntitle:\n  - a\nlist: {a: b}\nok: fine\n"
    )
    assert read.number("width", 66, low=40, high=100) == 66
    assert read.choice("theme", "dark", ("dark", "light")) == "dark"
    assert read.flag("wrap", True) is True
    assert read.text("title", "?") == "?"
    assert read.nodes("list") == ()
    assert read.text("ok") == "fine"
    assert [(p.line, p.reason) for p in problems] == [
        (1, "width must be a whole number from 40 to 100, not '400'"),
        (2, "theme must be one of dark, light, not 'pink'"),
        (3, "wrap must be true or false, not 'perhaps'"),
        (5, "title must be a text, not a list"),
        (6, "list must be a list, not a mapping"),
    ]


def test_unknown_and_doubled_keys_are_reported(tmp_path: Path) -> None:
    read, problems = fields(tmp_path, "theme: dark\nthme: light\ntheme: light\n<<: 3\n")
    assert read.text("theme") == "dark"
    read.reject_the_rest()
    assert [(p.line, p.reason) for p in problems] == [
        (3, "'theme' stands twice; the one on line 1 counts"),
        (2, "unknown key 'thme'; did you mean 'theme'?"),
        (4, "unknown key '<<'"),
    ]


def test_a_file_that_is_no_mapping_is_one_problem(tmp_path: Path) -> None:
    read, problems = fields(tmp_path, "- a\n- b\n")
    assert read.text("title", "x") == "x"
    read.reject_the_rest()
    assert [p.reason for p in problems] == ["must be keys with values, not a list"]


@pytest.mark.parametrize("text", ["", "\n# only a comment\n", "---\n", "~\n"])
def test_nothing_reads_as_an_empty_mapping(tmp_path: Path, text: str) -> None:
    assert load(written(tmp_path, text)).pairs == ()
    assert load(tmp_path / "absent.yaml").pairs == ()


def test_a_byte_order_mark_and_crlf_are_no_matter(tmp_path: Path) -> None:
    read, _ = fields(tmp_path, "\ufefftitle: A\r\nauthor: é\r\n")
    assert (read.text("title"), read.text("author")) == ("A", "é")


REFUSED = {
    "anchors": ("a: 1\nb: &x 2\n", 2),
    "aliases": ("a: *x\n", 1),
    "tags": ("a: 1\n\nb: !!python/object/apply:os.system [ls]\n", 3),
    "nested": ("a: " + "[" * 200_000, 1),
    "second document": ("a: 1\n---\nb: 2\n", 2),
    "a key must be": ("a: 1\n? [b]\n: 2\n", 2),
    "cannot be understood": ("a: 1\nb: 'open\n", 3),
    "understood": ("a: \x07\n", 1),
    "UTF-8": (b"a: 1\nb: \xff\n", 2),
    "larger": (b"#" * (MOST_BYTES + 1), 1),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_refused_says_why_and_where(tmp_path: Path, reason: str) -> None:
    text, line = REFUSED[reason]
    with pytest.raises(ConfigError, match=reason) as raised:
        load(written(tmp_path, text))
    assert raised.value.line == line


def test_a_merge_key_bomb_is_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 14)]
    path = written(tmp_path, "\n".join(lines)[:462])
    load(written(tmp_path, "warm: up"))
    path = written(tmp_path, "\n".join(lines)[:462])
    began = time.perf_counter()
    with pytest.raises(ConfigError):
        load(path)
    assert time.perf_counter() - began < 0.05


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Is a directory"):
        load(tmp_path)
    os.mkfifo(tmp_path / "fifo.yaml")
    with pytest.raises(ConfigError, match="not a plain file"):
        load(tmp_path / "fifo.yaml")


def test_escapes_never_arrive_raw(tmp_path: Path) -> None:
    read, problems = fields(tmp_path, 'title: "\\e]52;c;x\\a"\n"\\e[31m": 1\n')
    assert read.text("title") == "␛]52;c;x␇"
    read.reject_the_rest()
    assert "\x1b" not in str(problems[0])


@given(st.text(max_size=300))
def test_any_text_is_a_tree_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("yaml") / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(ConfigError):
        assert load(path).line >= 1


def test_values_are_read_as_they_were_written() -> None:
    text = 'a: ["\\e", ~, 1984]\nb: {c: x, c: y}\n"d": |\n  e\n'
    assert values(text, Path()) == {"a": ["\x1b", None, "1984"], "b": {"c": "x"}, "d": "e\n"}
    assert values("", Path()) is None


@pytest.mark.parametrize(
    "text",
    ["a: &b [*b]", "a: !!int 1", "[" * 20 + "]" * 20, "a: 1\n--- \nb: 2", "a: [", "[a]: b", "~: b"],
)
def test_values_are_refused_as_files_are(text: str) -> None:
    with pytest.raises(ConfigError):
        values(text, Path())
