"""Everything the index uses of Whoosh 2.7.4, in one list.

Whoosh is imported here and nowhere else, because importing it takes 130 ms
and because its sources warn about escapes when Python 3.12 or newer compiles
them: no one who reads stories should see that.
"""

from __future__ import annotations

import warnings

__all__ = [
    "TOC",
    "FieldType",
    "FieldWriter",
    "FileIndex",
    "FileStorage",
    "Format",
    "ListMatcher",
    "LockError",
    "Schema",
    "SegmentWriter",
    "StructFile",
    "TermInfo",
    "TermsReader",
    "VarBytesColumn",
    "W3Codec",
    "W3PerDocReader",
    "W3Segment",
]

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh.codec.base import FieldWriter, TermsReader
    from whoosh.codec.whoosh3 import (
        W3Codec,
        W3PerDocReader,
        W3Segment,
    )
    from whoosh.columns import VarBytesColumn
    from whoosh.fields import FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.formats import Format
    from whoosh.index import (
        TOC,
        FileIndex,
        LockError,
    )
    from whoosh.matching import ListMatcher
    from whoosh.reading import TermInfo
    from whoosh.writing import SegmentWriter
