"""Telling mails that machines send by themselves from those that people write (C1)."""

import codecs

# Whoever answers automatically says so in one of these (RFC 3834, and what was
# customary before it).
ANSWERER_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Response",
    "X-MS-Exchange-Inbox-Rules-Loop",
)
BULK = {"bulk", "junk", "list", "auto_reply"}


def automatic_reason(headers):
    """Return why a mail counts as automatic, False for one that somebody wrote.

    >>> automatic_reason([("Subject", "My brakes squeak")])
    False
    >>> automatic_reason([("Auto-Submitted", "auto-replied (vacation)")])
    'auto_submitted'
    >>> automatic_reason([("auto-submitted", "No")])
    False
    >>> automatic_reason([("Precedence", "Bulk")])
    'precedence'
    >>> automatic_reason([("Precedence", "normal")])
    False

    Exchange marks its own answers with "All". A mere wish not to be answered by
    absence notes comes with mails of people, too:

    >>> automatic_reason([("X-Auto-Response-Suppress", "DR, OOF, AutoReply")])
    False
    >>> automatic_reason([("X-Auto-Response-Suppress", "All")])
    'answerer'
    >>> automatic_reason([("X-Autoreply", "yes")])
    'answerer'

    What must not be answered has nobody to return to (RFC 5321); a mail without that
    header tells nothing:

    >>> automatic_reason([("Return-Path", "<>")])
    'no_return'
    >>> automatic_reason([("Return-Path", "<chen@customer.example>")])
    False

    :param headers: (name, value) pairs as they came
    :return: ``auto_submitted``, ``answerer``, ``precedence``, ``no_return`` or False
    """
    found = {}
    for name, value in headers:
        found.setdefault(name.lower(), str(value or "").strip().lower())
    # A remark in brackets and parameters may follow the word itself.
    submitted = found.get("auto-submitted", "").partition(";")[0].partition("(")[0]
    if submitted.strip() not in ("", "no"):
        return "auto_submitted"
    wishes = found.get("x-auto-response-suppress", "").replace(",", " ").split()
    if "all" in wishes or any(name.lower() in found for name in ANSWERER_HEADERS):
        return "answerer"
    if found.get("precedence") in BULK:
        return "precedence"
    if found.get("return-path") == "<>":
        return "no_return"
    return False


def readable_charset(name):
    """Return a character set that Python knows for the one a mail names.

    Chinese mailers write GB2312 and use characters of its successors:

    >>> readable_charset("GB2312"), readable_charset("x-gbk")
    ('gb18030', 'gb18030')

    What nobody knows is read as UTF-8, unreadable characters replaced; the rest stays:

    >>> readable_charset("no-such"), readable_charset("big5")
    ('utf-8', 'big5')

    :param str name: as written in the mail
    """
    if name.lower().replace("x-", "").startswith(("gb2312", "gb_2312", "gbk")):
        return "gb18030"
    try:
        codecs.lookup(name)
    except LookupError:
        return "utf-8"
    return name
