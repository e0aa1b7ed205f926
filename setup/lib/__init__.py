"""From a bare machine to a running Odoo 19 with the after-sales addons.

The commands beside this folder (``run``, ``test``, ``shell``, ``stop``) are thin: they
start ``start.py``, which prepares what is missing and hands over to one module of
``commands``. Modules by layer, each using only those above it:

- ``say``, ``paths``: what is printed, where things are
- ``cache``, ``debian``, ``npm``, ``source``, ``python``: fetched once, kept in the
  user's cache
- ``postgres``, ``odoo``, ``database``: servers and databases of this checkout
- ``machine``: "ensure everything", the entry point for every command
"""
