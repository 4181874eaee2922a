"""Content for a first look: accounts, boards, reviews of invented films and talks, made by the verbs people use.

All that was written lies in `demo/` as plain files, `demo/README.md` says in which form. Verbs write with the clock of
the moment; when things are said to have happened is set afterwards, in `filmsite.demo.moments` only.
"""

from filmsite.demo.boards import make_boards
from filmsite.demo.loading import load_demo
from filmsite.demo.people import MEMBERS, PASSWORD

__all__ = ["MEMBERS", "PASSWORD", "load_demo", "make_boards"]
