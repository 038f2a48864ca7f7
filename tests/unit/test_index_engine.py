"""The index on disk: what it finds, how it is shared, and what it does with damage."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from inglenook.errors import IndexBusy, IndexUnavailable
from inglenook.index import Index, open_index
from inglenook.index.codec import Segment, Writer
from inglenook.index.engine import WhooshIndex
from inglenook.index.schema import schema
from inglenook.index.storage import Storage
from inglenook.index.whoosh27 import TOC, FileIndex
from inglenook.model import Block, Kind, Role
from inglenook.query import parse

TEXTS = {
    "a:0": ["The weir at night.", "Lana came to the old weir."],
    "a:1": ["Nothing of water here.", "Lana slept."],
    "b:0": ["An old house, an old weir and an old man."],
}


def _blocks(lines: Iterable[str]) -> list[Block]:
    return [Block(Kind.PARAGRAPH, line) for line in lines]


def _found(index: Index, text: str, **options: object) -> dict[str, int]:
    matches = index.search(parse(text), **options)  # type: ignore[arg-type]
    return {match.key: match.count for match in matches}


def _fill(index: Index) -> None:
    index.add((key, _blocks(lines)) for key, lines in TEXTS.items())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "index"


@pytest.fixture
def index(folder: Path) -> Index:
    index = open_index(folder)
    _fill(index)
    return index


# Finding


def test_words_phrases_and_several_words(index: Index) -> None:
    assert _found(index, "weir") == {"a:0": 2, "b:0": 1}
    assert _found(index, '"old weir"') == {"a:0": 1, "b:0": 1}
    assert _found(index, "lana weir") == {"a:0": 1}
    assert _found(index, "lana nothing") == {"a:1": 2}
    assert _found(index, "absent") == {}
    assert _found(index, "") == {}


def test_best_first_and_ties_by_key(index: Index) -> None:
    index.add([("c:1", _blocks(["weir"])), ("c:0", _blocks(["weir"]))])
    matches = index.search(parse("weir"))
    assert [match.key for match in matches][:2] == ["c:0", "c:1"]
    assert sorted(matches, key=lambda match: (-match.score, match.key)) == matches


def test_a_search_can_be_kept_to_some_chapters(index: Index) -> None:
    everywhere = {match.key: match for match in index.search(parse("lana"))}
    assert index.search(parse("lana"), keys=["a:1", "x"]) == [everywhere["a:1"]]
    assert index.search(parse("lana"), keys=[]) == []


def test_what_is_not_in_a_scene_may_be_in_its_chapter(index: Index) -> None:
    scenes = [*_blocks(["Lana walked."]), Block(Kind.SCENE_BREAK, "* * *"), *_blocks(["A heron."])]
    index.add([("s:0", scenes)])
    assert _found(index, "scene:(-lana heron)") == {"s:0": 1}
    assert _found(index, "-lana heron") == {}


def test_folded_blocks_are_not_found(index: Index) -> None:
    index.add([("n:0", [Block(Kind.NOTE, "a weirdo's weir", role=Role.FRONT)])])
    assert "n:0" not in _found(index, "weir")
    assert index.keys() == {*TEXTS, "n:0"}


def test_a_cancelled_search_returns_nothing(index: Index) -> None:
    assert _found(index, '"old weir"', is_cancelled=lambda: True) == {}


def test_scores_do_not_depend_on_how_chapters_came(index: Index, tmp_path: Path) -> None:
    other = open_index(tmp_path / "other")
    other.add([("gone:0", _blocks(["weir " * 50]))])
    for key, lines in reversed(TEXTS.items()):
        other.add([(key, _blocks(lines))])
    other.remove(["gone:0"])
    for text in ("weir", '"old weir"', "lana weir"):
        assert other.search(parse(text)) == index.search(parse(text))


def test_a_rare_word_says_more_than_one_that_is_everywhere(index: Index) -> None:
    index.add(
        [
            ("c:0", _blocks(["the the the heron"])),
            ("c:1", _blocks(["the heron heron heron"])),
            *((f"d:{number}", _blocks(["the house"])) for number in range(20)),
        ]
    )
    assert list(_found(index, "the heron")) == ["c:1", "c:0"]


# Adding and removing


def test_a_chapter_is_replaced_by_its_key(index: Index) -> None:
    index.add([("a:0", _blocks(["One."])), ("a:0", _blocks(["A heron."]))])
    assert _found(index, "heron") == {"a:0": 1}
    assert _found(index, "one") == {}
    assert _found(index, "weir") == {"b:0": 1}
    assert index.keys() == TEXTS.keys()


def test_removed_chapters_are_gone(index: Index) -> None:
    index.remove(["a:0", "never:0"])
    assert _found(index, "weir") == {"b:0": 1}
    assert index.keys() == {"a:1", "b:0"}
    index.remove(index.keys())
    assert index.keys() == frozenset()
    assert _found(index, "lana") == {}


def test_many_small_commits_do_not_leave_many_segments(folder: Path) -> None:
    index = open_index(folder)
    for number in range(100):
        index.add([(f"{number}:0", _blocks([f"weir number{number}", "heron"]))])
        if number % 3 == 0:
            index.remove([f"{number // 2}:0"])
    assert len(list(folder.glob("*.trm"))) <= 20
    assert (
        len(_found(index, "weir"))
        == len(index.keys())
        == 100 - len({number // 2 for number in range(0, 100, 3)} - {99})
    )
    assert _found(index, "number99") == {"99:0": 1}


def test_a_beginning_is_counted_wherever_its_chapter_has_gone(index: Index) -> None:
    index.add([("c:0", _blocks(["weirs and weirdness", "a weir", "We ate."]))])
    index.remove(["a:0"])
    index.add([("b:0", _blocks(["An old weir."]))])
    for number in range(20):
        index.add([(f"d:{number}", _blocks(["weirs"] * number or ["none"]))])
    index.tidy()

    def begun(text: str) -> dict[str, int]:
        return {match.key: match.count for match in index.search(parse(text, typing=True))}

    expected = {"b:0": 1, "c:0": 3} | {f"d:{number}": number for number in range(1, 20)}
    assert begun("wei") == _found(index, "wei*") == expected
    assert begun("an wei") == {"b:0": 1}
    assert begun("zzz") == {}


def test_what_is_added_is_merged_when_it_is_tidied(folder: Path) -> None:
    index = WhooshIndex(folder)
    for number in range(20):
        index.add([(f"a:{number}", _blocks(["weir"]))])
    many = len(list(folder.glob("*.trm")))
    index.tidy()
    assert len(list(folder.glob("*.trm"))) < many
    assert len(_found(index, "weir")) == 20


def test_a_book_without_chapters_is_one_long_chapter(folder: Path) -> None:
    index = open_index(folder)
    long = ["word " * 1000 + "heron"] * 70
    index.add([("s:0", _blocks(["word heron"])), ("l:0", _blocks(long))])
    index.add([("t:0", _blocks(["heron word heron"]))])
    assert _found(index, '"word heron"') == {"s:0": 1, "l:0": 70, "t:0": 1}
    assert _found(index, "heron word") == {"s:0": 1, "l:0": 70, "t:0": 1}


def test_chapters_without_words(folder: Path) -> None:
    index = open_index(folder)
    index.add([("e:0", []), ("e:1", _blocks(["* * *"]))])
    assert index.keys() == {"e:0", "e:1"}
    assert _found(index, "a") == {}
    index.add([])


# Sharing


def test_another_opening_sees_every_commit(index: Index, folder: Path) -> None:
    other = open_index(folder)
    assert _found(other, "lana") == {"a:0": 1, "a:1": 1}
    index.add([("z:0", _blocks(["Lana!"]))])
    assert "z:0" in _found(other, "lana")
    other.remove(["z:0"])
    assert "z:0" not in _found(index, "lana")
    assert not index.rebuilt
    assert not other.rebuilt


def test_a_second_writer_is_told_to_wait_and_readers_are_not(index: Index, folder: Path) -> None:
    writer = Writer(FileIndex(Storage(folder), schema=schema()), {})
    try:
        with pytest.raises(IndexBusy, match="another process"):
            index.add([("z:0", _blocks(["Lana!"]))])
        assert _found(index, "lana") == {"a:0": 1, "a:1": 1}
    finally:
        writer.cancel()
    index.add([("z:0", _blocks(["Lana!"]))])
    assert not index.rebuilt


def test_one_index_serves_many_threads_while_it_grows(index: Index) -> None:
    wrong: list[object] = []

    def search() -> None:
        for _ in range(30):
            try:
                found = _found(index, '"old weir"')
            except Exception as error:  # noqa: BLE001 - whatever it is, it is wrong
                wrong.append(error)
            else:
                if not found.items() >= {"a:0": 1, "b:0": 1}.items():
                    wrong.append(found)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        index.add([(f"{number}:0", _blocks(["a new old weir"]))])
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_closed_index_opens_again(index: Index) -> None:
    index.close()
    assert _found(index, "nothing") == {"a:1": 1}


# The folder


def test_the_folder_is_ours_alone(index: Index, folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_others_could_write_is_not_believed(index: Index, folder: Path) -> None:
    folder.chmod(0o777)
    other = open_index(folder)
    assert other.rebuilt
    assert other.keys() == frozenset()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(IndexUnavailable, match="link"):
        open_index(tmp_path / "link")


def test_somebody_elses_folder_is_refused(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: -1)
    with pytest.raises(IndexUnavailable, match="another user"):
        open_index(folder)


def test_another_version_is_built_again(index: Index, folder: Path) -> None:
    (folder / "version.txt").write_text("inglenook index 0\n")
    other = open_index(folder)
    assert other.rebuilt
    assert other.keys() == frozenset()
    assert not open_index(folder).rebuilt


def test_emptying_leaves_other_files_alone(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    (folder / "story.txt").write_text("mine")
    index = open_index(folder)
    assert not index.rebuilt
    assert (folder / "story.txt").read_text() == "mine"


# Damage


def _damage(folder: Path, rng: random.Random) -> str:
    path = rng.choice(sorted(path for path in folder.iterdir() if "LOCK" not in path.name))
    data = bytearray(path.read_bytes())
    kind = rng.choice(["flip", "flip", "cut", "grow", "delete", "zero"])
    if kind == "flip" and data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "cut":
        del data[rng.randrange(len(data) + 1) :]
    elif kind == "grow":
        data += rng.randbytes(20)
    elif kind == "zero":
        data = bytearray(len(data))
    path.write_bytes(data) if kind != "delete" else path.unlink()
    return f"{kind} {path.name}"


def test_a_damaged_index_answers_rightly_or_is_built_again(index: Index, folder: Path) -> None:
    index.add([("z:0", _blocks(["Lana and the heron"]))])
    index.remove(["a:1"])
    texts = ("weir", '"old weir"', "lana weir", "heron", "lan")
    right = {text: _found(index, text) for text in texts}
    good = folder.with_name("good")
    shutil.copytree(folder, good)
    rebuilt = 0
    for seed in range(200):
        shutil.rmtree(folder)
        shutil.copytree(good, folder)
        damage = _damage(folder, random.Random(seed))
        other = open_index(folder)
        try:
            found = {text: _found(other, text) for text in texts}
        except IndexUnavailable:
            assert other.rebuilt, damage
            found = {}
        if other.rebuilt:
            rebuilt += 1
            assert other.keys() == frozenset(), damage
            _fill(other)
            assert _found(other, "weir") == {"a:0": 2, "b:0": 1}, damage
        else:
            assert found == right, damage
    assert rebuilt > 100


class _Bomb:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.path}",)


def _reseal(path: Path, data: bytes) -> None:
    path.write_bytes(data + struct.pack("=4sI", b"Ingl", zlib.crc32(data)))


def _contents(folder: Path) -> Path:
    return max(folder.glob("_MAIN_*.toc"))


def _bomb_in_contents(folder: Path, bomb: bytes) -> None:
    data = _contents(folder).read_bytes()[:-8]
    at = data.rindex(b"\x80", 0, data.index(Segment.__module__.encode()))
    _reseal(_contents(folder), data[:at] + bomb)


def _bomb_in_schema(folder: Path, bomb: bytes) -> None:
    data = _contents(folder).read_bytes()[:-8]
    head = data.index(b"\x80\x02")
    _reseal(_contents(folder), data[:head] + bomb + data[head:])


def _bomb_in_old_contents(folder: Path, bomb: bytes) -> None:
    data = bytearray(_contents(folder).read_bytes()[:-8])
    at = data.index(struct.pack("!i", -111))
    data[at : at + 4] = struct.pack("!i", -110)
    _reseal(_contents(folder), bytes(data[: at + 7]) + bytes([len(bomb)]) + bomb + bomb)


def _bomb_in_terms(folder: Path, bomb: bytes) -> None:
    for path in folder.glob("*.trm"):
        _reseal(path, bomb)


def _bomb_in_term(folder: Path, bomb: bytes) -> None:
    for path in folder.glob("*.trm"):
        head, _, terms = path.read_bytes()[:-8].partition(b"\n\n")
        _reseal(path, head + b"\n\n" + bomb + terms[len(bomb) :])


def _bomb_in_lists(folder: Path, bomb: bytes) -> None:
    path = next(folder.glob("*.pst"))
    path.write_bytes(bomb * (path.stat().st_size // len(bomb) + 1))


def _bomb_in_stored(folder: Path, bomb: bytes) -> None:
    for path in folder.glob("*.col"):
        _reseal(path, bomb + path.read_bytes()[:-8])


DOCTORS = (
    _bomb_in_contents,
    _bomb_in_schema,
    _bomb_in_old_contents,
    _bomb_in_terms,
    _bomb_in_term,
    _bomb_in_lists,
    _bomb_in_stored,
)
"""One for every place where Whoosh or we read a pickle, and where it once read one."""


@pytest.mark.parametrize("doctor", DOCTORS)
def test_a_doctored_index_runs_nothing(
    index: Index, folder: Path, tmp_path: Path, doctor: object
) -> None:
    sign = tmp_path / "sign"
    bomb = pickle.dumps(_Bomb(sign), 2)
    assert pickle.loads(bomb) == 0
    assert sign.exists()
    sign.unlink()
    doctor(folder, bomb)  # type: ignore[operator]
    other = open_index(folder)
    for step in (lambda: _found(other, "weir"), lambda: _fill(other), other.keys):
        try:
            step()
        except IndexUnavailable:
            assert other.rebuilt
    assert not sign.exists()
    assert other.keys() >= TEXTS.keys()


def test_a_segment_with_a_foreign_path_is_not_believed() -> None:
    for state in [
        ("MAIN", "../../../etc/passwd", 1, ()),
        ("MAIN", "a" * 16, 1, (5,)),
        ("../MAIN", "a" * 16, 1, ()),
        ("MAIN", "a" * 16, "1", ()),
    ]:
        with pytest.raises(ValueError, match="makes no sense"):
            Segment("MAIN").__setstate__(state)


# Whoosh


def test_whoosh_is_what_we_took_it_for(index: Index, folder: Path) -> None:
    """Fails when an internal of Whoosh moves on which codec.py or storage.py lean."""
    import whoosh

    assert whoosh.__version__[:2] in {(2, 7), (3, 54)}
    segment = TOC.read(Storage(folder), "MAIN", schema=schema()).segments[0]
    terms = segment.codec().terms_reader(Storage(folder), segment)
    for (field, term), info in terms.items():
        matcher = terms.matcher(field, term, schema()[field].format)
        assert list(matcher.all_ids()) == sorted(matcher.all_ids())
        assert info.doc_frequency() == len(list(matcher.all_ids()))
        assert terms.term_info(field, term).weight() == info.weight()


def test_whooshs_own_search_reads_the_index(index: Index, folder: Path) -> None:
    from whoosh.query import And, Term

    with FileIndex(Storage(folder), schema=schema()).searcher() as searcher:
        asked = And([Term("body", b"lana\0"), Term("body", b"weir\0")])
        assert len(searcher.search(asked)) == 1


def test_only_an_opened_index_imports_whoosh() -> None:
    program = (
        "import sys, inglenook.index, inglenook.index.matching, inglenook.index.snippets,"
        " inglenook.index.analysis, inglenook.index.postings, inglenook.query;"
        "assert not {'whoosh', 'snowballstemmer'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_whooshs_own_warnings_are_not_shown() -> None:
    program = "import warnings; warnings.simplefilter('error'); import inglenook.index.whoosh27"
    environment = os.environ | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPYCACHEPREFIX": "/nonexistent",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, env=environment
    )
    assert done.stderr == b""


def test_an_index_that_another_process_has_just_made_is_not_emptied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(open_index(folder))
    looked: list[bool] = []
    stamped = WhooshIndex._stamped

    def late(self: WhooshIndex) -> bool:
        looked.append(True)
        return len(looked) > 1 and stamped(self)  # the first look came before it was made

    monkeypatch.setattr(WhooshIndex, "_stamped", late)
    assert open_index(folder).keys() == TEXTS.keys()
