"""The console: pages in which members invite, watch, review and decide. See docs/console.md.

Every page is written on the server. Scripts only make it quicker, but for what no form can do:
passkeys and players. Each part of the console has a folder of its own, with a function
``routes(desk)``; ``desk.py`` says what they all are given.
"""

from muster.edges.console.app import build

__all__ = ["build"]
