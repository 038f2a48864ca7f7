"""Books in formats that are not read: what they are, and what to do about them."""

from __future__ import annotations

_CONVERT = "convert it to EPUB, with calibre's ebook-convert for example"
_SAVE = "save it as DOCX in a word processor, LibreOffice for example"
_UNPACK = "unpack it into the folder"
_HEADS = (
    # first bytes, what it is, what to do
    (b"%PDF", "a PDF", _CONVERT),
    (b"TPZ", "a Kindle book (Topaz)", _CONVERT),
    (b"\xeaDRMION\xee", "a Kindle book (KFX)", _CONVERT),
    (b"CONT\x02\x00", "a Kindle book (KFX)", _CONVERT),
    (b"ITOLITLS", "a Microsoft Reader book (LIT)", _CONVERT),
    (b"ITSF", "a compiled HTML book (CHM)", _CONVERT),
    (b"L\x00R\x00F\x00", "a Sony Reader book (LRF)", _CONVERT),
    (b"AT&TFORM", "a DjVu document", _CONVERT),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
)
_PALM = {
    # type and creator in the header of a Palm database, at byte 60
    b"BOOKMOBI": "a Kindle book (MOBI or AZW3)",
    b"TEXtREAd": "a Palm book",
    b"PNRdPPrs": "an eReader book",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument".encode("utf-16-le")


def what_to_do(data: bytes) -> str:
    """Return what a file is that cannot be read, and its remedy; empty for any other."""
    for head, what, remedy in _HEADS:
        if data.startswith(head):
            return f"{what}: {remedy}"
    if b"%PDF-" in data[:1024] and b"\x00" in data[:4096]:
        return f"a PDF: {_CONVERT}"
    if data[60:68] in _PALM:
        return f"{_PALM[data[60:68]]}: {_CONVERT}"
    if data.startswith(_OLE) and _WORD in data:
        return f"an old Word document (DOC): {_SAVE}"
    if data.startswith(b"PK\x03\x04") and b"application/vnd.oasis.opendocument" in data[:256]:
        return f"an OpenDocument file: {_SAVE}"
    if data[257:262] == b"ustar":
        return f"a TAR archive: {_UNPACK}"
    return ""
