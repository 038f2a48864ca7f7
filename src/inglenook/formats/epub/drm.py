"""Is the text of a book locked, and by whom?

Fonts are often obfuscated, which is no DRM: only encrypted text counts.
"""

from __future__ import annotations

from collections.abc import Collection

from inglenook.formats.archive import Archive
from inglenook.formats.markup.tree import attribute, descendants, parse_xml

_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_SCHEMES = (
    # a part that only this scheme puts into a book, a word in it, the scheme's name
    ("META-INF/license.lcpl", b"", "Readium LCP"),
    ("META-INF/sinf.xml", b"", "Apple FairPlay"),
    ("META-INF/rights.xml", b"kobo", "Kobo"),
    ("META-INF/rights.xml", b"ns.adobe.com/adept", "Adobe ADEPT"),
    ("META-INF/rights.xml", b"", "an unknown scheme"),
)


def locked(archive: Archive) -> frozenset[str]:
    """Return the parts that are encrypted, fonts that are only obfuscated left out."""
    name = archive.find("META-INF/encryption.xml")
    root = parse_xml(archive.read(name)) if name else None
    if root is None:
        return frozenset()
    found: set[str] = set()
    for encrypted in descendants(root, "encrypteddata"):
        methods = descendants(encrypted, "encryptionmethod")
        algorithm = attribute(methods[0], "Algorithm") if methods else ""
        if algorithm in _FONT_ALGORITHMS:
            continue
        for reference in descendants(encrypted, "cipherreference"):
            part = archive.find(attribute(reference, "URI"))
            if part:
                found.add(part)
    return frozenset(found)


def scheme(archive: Archive, parts: Collection[str]) -> str:
    """Return who locked ``parts``, for a sentence."""
    for name, word, owner in _SCHEMES:
        part = archive.find(name)
        if part and part not in parts and word in archive.read(part).lower():
            return owner
    return "an unknown scheme"
