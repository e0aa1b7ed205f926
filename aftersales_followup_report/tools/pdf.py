"""Repairs of what wkhtmltopdf's Qt writes into a PDF."""

import re
import unicodedata

_ARRAY = re.compile(rb"\[([^\]]*)\]")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")
# The first character of a shared glyph, and the one that was written.
_SHARED = {0x0009: 0x0020, 0x00A0: 0x0020, 0x2012: 0x2013, 0x2010: 0x002D}


def written_character(code):
    """The code point that was written, for the one Qt names.

    >>> [chr(written_character(code)) for code in (0x9, 0x2012, 0x2F49, 0x41, 0x6708)]
    [' ', '–', '月', 'A', '月']
    """
    if code in _SHARED:
        return _SHARED[code]
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        plain = unicodedata.normalize("NFKC", chr(code))
        return ord(plain) if len(plain) == 1 else code
    return code


def repair_character_map(data):
    """A ToUnicode table with the characters that were written.

    >>> repair_character_map(b"<0001> <0002> [<0009> <2F49> ]")
    b'<0001> <0002> [<0020> <6708> ]'
    """

    def repair(match):
        return b"<%04X>" % written_character(int(match[1], 16))

    return _ARRAY.sub(lambda array: _CODE.sub(repair, array[0]), data)
