"""Pure decisions: no ORM, no database, no clock of their own.

Models call these functions; the doctests are their specification.
"""
