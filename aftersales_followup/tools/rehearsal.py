"""What a night has decided so far, without having made it (preview)."""

from collections import Counter, defaultdict

REHEARSAL = "aftersales_rehearsal"
"""Context key: the night that is thought through."""


class Rehearsal:
    """The memory of a night that is only thought through.

    The real night finds in the database what its earlier steps have made; a preview
    finds it here.

    >>> import datetime
    >>> from odoo.addons.aftersales_followup.tools.cap import Contact
    >>> night = Rehearsal(datetime.date(2026, 3, 3))
    >>> night.note_made(7, Contact(None, "a", night.day, 0, False))
    >>> night.note_given(5)
    >>> before = {7: [Contact(1, "b", night.day, 0, True)]}
    >>> night.note_moved(1, None)
    >>> [contact.occasion for contact in night.amend(before)[7]]
    ['a']
    >>> night.loads[5]
    1
    """

    def __init__(self, day):
        """Begin the night of a local day."""
        self.day = day
        self.loads = Counter()
        self._made = defaultdict(list)
        self._moved = {}

    def note_made(self, partner_id, contact):
        """Remember a contact that would be made."""
        self._made[partner_id].append(contact)

    def note_given(self, user_id):
        """Remember that somebody has one more to do."""
        self.loads[user_id] += 1

    def note_moved(self, key, day):
        """Remember that a contact gives way.

        :param key: what the caller knows it by
        :param day: where it moves to, None when it is not made
        """
        self._moved[key] = day

    def amend(self, contacts):
        """Return {partner id: contacts} as they would stand now."""
        amended = {}
        for partner_id in contacts.keys() | self._made.keys():
            stay = [
                contact._replace(day=self._moved.get(contact.key, contact.day))
                for contact in contacts.get(partner_id, ())
            ]
            amended[partner_id] = [
                contact for contact in stay if contact.day
            ] + self._made.get(partner_id, [])
        return amended
