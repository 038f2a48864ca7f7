"""However a library.yaml is written, an edit says what it means and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from inglenook.catalog.claims import View
from inglenook.catalog.edits import Apart, Edit, Hide, Join, Name, Piece, Show, Split
from inglenook.catalog.rewriting import rewrite
from inglenook.clean import clean_line
from inglenook.splices import in_brackets, in_lines, written
from inglenook.yamlfile import parse

PATH = Path("library.yaml")
FILES = [
    *(f"weir-{number}.txt" for number in range(1, 5)),
    "a b.txt", "it's.txt", "#1.txt", "null", "1984", "x: y.txt", "notes/old, new.txt",
    "[x] {y}.txt", "-dash.txt", "caf\u00e9.txt", "\U0001f600.txt", "sub/deep/c.txt",
    "bad\udc80byte.txt", "tab\tin.txt", " edge .txt", "wave\x1b.txt",
]  # fmt: skip
SHELVED = {file: [f"{number} one", f"{number} two"] for number, file in enumerate(FILES)}
NAMEABLE = [file for file in FILES if file.isprintable() and file == file.strip()]


@st.composite
def quoted(draw: st.DrawFn, text: str) -> str:
    double = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    single = "'" + text.replace("'", "''") + "'"
    return draw(st.sampled_from([written(text), double, single]))


@st.composite
def entry(draw: st.DrawFn, files: list[str], dash: str) -> list[str]:
    """Lines of an entry, without the indent of the list."""
    names = [draw(quoted(file)) for file in files]
    comment = draw(st.sampled_from(["", "  # said: by hand - once"]))
    inner = " " * len(dash)
    title = draw(st.sampled_from(["", "title: The   Weir", "title: 'It''s'", 'title: "a: b"']))
    if draw(st.booleans()):
        pairs = [f"files: [ {' ,'.join(names)} ]", *filter(None, [title])]
        return [f"{dash}{{{', '.join(pairs)}}}{comment}"]
    if len(names) == 1 and draw(st.booleans()):
        lines = [f"file: {names[0]}{comment}"]
    elif draw(st.booleans()):
        lines = [f"files: [{', '.join(names)}]{comment}"]
    else:
        lines = ["files:" + comment, *(f"{draw(st.sampled_from(['', '  ']))}- {n}" for n in names)]
        column = lines[1].index("-")
        lines[2:] = [" " * column + line.lstrip() for line in lines[2:]]
    if title:
        lines.append(title)
    if draw(st.booleans()):
        lines += ["summary: >-", "   some text", "", "   # no comment"]
    if draw(st.booleans()):
        lines.append("chapters: [One,   Two]")
    return [f"{dash}{lines[0]}", *(inner + line if line else line for line in lines[1:])]


@st.composite
def manifests(draw: st.DrawFn) -> tuple[str, list[tuple[list[str], list[str]]]]:
    """A text, and its lines in groups with the files each is about; [] for those about none."""
    pool = draw(st.permutations(NAMEABLE))
    groups: list[tuple[list[str], list[str]]] = []

    def comments() -> None:
        found = st.sampled_from(["", "# - a: comment", "   # [another", "\t".strip()])
        groups.append(([], draw(st.lists(found, max_size=2))))

    def stories() -> None:
        nonlocal pool
        comments()
        count = draw(st.integers(0, 4))
        if not count:
            groups.append(([], [draw(st.sampled_from(["stories:", "stories: []", "stories: ~"]))]))
            return
        groups.append(([], ["stories:" + draw(st.sampled_from(["", "   # all of them"]))]))
        indent = draw(st.sampled_from(["", " ", "    "]))
        dash = draw(st.sampled_from(["- ", "-   "]))
        for _ in range(count):
            comments()
            size = draw(st.integers(1, 3))
            files, pool = list(pool[:size]), pool[size:]
            lines = draw(entry(files, dash))
            groups.append((files, [indent + line if line else line for line in lines]))

    def hide() -> None:
        comments()
        names = draw(st.lists(st.sampled_from(NAMEABLE), max_size=3, unique=True))
        texts = [draw(quoted(name)) for name in names]
        if not texts or draw(st.booleans()):
            groups.append((names, [f"hide: [{',  '.join(texts)}]"]))
        else:
            groups.append(([], ["hide:"]))
            groups.extend(([name], [f"- {text}"]) for name, text in zip(names, texts, strict=True))

    parts = draw(st.permutations([stories, hide]))
    for part in draw(st.sampled_from([parts, parts[:1], []])):
        part()
    comments()
    eol = draw(st.sampled_from(["\n", "\r\n"]))
    text = eol.join(line for _, lines in groups for line in lines)
    return text + draw(st.sampled_from(["", eol])), groups


def edits() -> st.SearchStrategy[Edit]:
    some = st.lists(st.sampled_from(NAMEABLE), min_size=1, max_size=4, unique=True).map(tuple)
    title = st.sampled_from(
        ["The Weir", "No", "1984", "a: b # c", "\u201cEnd\u201d", "'\"\\", "- x"]
    )
    pieces = title.map(lambda text: (Piece(text, 1, 1), Piece(f"{text} 2", 2, 2)))
    return st.one_of(
        st.builds(Join, some),
        st.builds(Apart, some),
        st.builds(Hide, some),
        st.builds(Show, some),
        st.builds(Split, st.sampled_from(NAMEABLE), pieces),
        st.builds(Name, some, title, st.lists(title, max_size=2).map(tuple)),
    )


@given(manifests(), edits())
def test_an_edit_touches_only_what_it_is_about(
    found: tuple[str, list[tuple[list[str], list[str]]]], edit: Edit
) -> None:
    text, groups = found
    done = rewrite(text, edit, SHELVED, PATH)
    eol = "\r\n" if "\r\n" in text else "\n"
    assert "\n" not in done.text.replace("\r\n", "") or eol == "\n"
    kept = iter(done.text.split(eol))
    for files, lines in groups:
        is_about = not set(files).isdisjoint(edit.files)
        # "stories:" and "hide: []" are where a first item goes.
        if is_about or (lines[:1] and lines[0].startswith(("stories: ", "hide: "))):
            continue
        for line in lines:
            assert any(line == other for other in kept), (line, done.text)
    again = rewrite(done.text, edit, SHELVED, PATH)
    assert View(again.text, SHELVED, PATH).root.value is not None
    assert done.text == text or 1 <= done.line <= done.text.count("\n") + 1


@given(st.text(max_size=40).map(clean_line))
def test_a_text_is_written_so_that_it_reads_the_same(text: str) -> None:
    for line in (f"a: {written(text)}", f"{{a: {written(text)}}}", f"a: [{written(text)}, b]"):
        (pair,) = parse(line, PATH).pairs or ()
        node = pair.node.items[0] if pair.node.items else pair.node
        assert (node.text or "") == text, line


@given(st.lists(st.text(max_size=30).map(clean_line), min_size=1, max_size=9))
@example([f"{'deep/' * 20}story.txt"])
def test_a_list_reads_the_same_on_one_line_and_on_many(texts: list[str]) -> None:
    for written_list in (in_brackets(texts), "\n".join(in_lines(texts, flow=False))):
        items = parse(written_list, PATH).items or ()
        assert [item.text or "" for item in items] == texts
    (pair,) = parse("\n".join(in_lines({"files": texts}, flow=False)), PATH).pairs or ()
    assert [item.text or "" for item in pair.node.items or ()] == texts
