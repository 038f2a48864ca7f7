"""Everything the index uses of Whoosh 2.7.4, in one list.

Whoosh is imported here and nowhere else, because importing it takes 130 ms
and because its sources warn about escapes when Python 3.12 or newer compiles
them: no one who reads stories should see that.
"""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh.codec.base import FieldWriter as FieldWriter
    from whoosh.codec.whoosh3 import (
        W3Codec as W3Codec,
        W3PerDocReader as W3PerDocReader,
        W3Segment as W3Segment,
        W3TermInfo as W3TermInfo,
        W3TermsReader as W3TermsReader,
    )
    from whoosh.columns import VarBytesColumn as VarBytesColumn
    from whoosh.fields import FieldType as FieldType, Schema as Schema
    from whoosh.filedb.filestore import FileStorage as FileStorage
    from whoosh.filedb.filetables import OrderedHashWriter as OrderedHashWriter
    from whoosh.filedb.structfile import StructFile as StructFile
    from whoosh.formats import Format as Format
    from whoosh.index import (
        TOC as TOC,
        FileIndex as FileIndex,
        LockError as LockError,
    )
    from whoosh.matching import ListMatcher as ListMatcher
    from whoosh.reading import SegmentReader as SegmentReader
    from whoosh.writing import SegmentWriter as SegmentWriter
