"""What a case or a decision can be about: one thing, of the forum or beyond it."""

from typing import Any

from django.db.models import Q

from accounts.models import Member
from forum.models.post import Post
from forum.models.thread import Thread

Target = Post | Thread | Member | tuple[str, int]
"""A post, a thread, a member, or kind and id of something beyond the forum (`forum.subjects`)."""

TARGETS = ["post", "thread", "member", "subject_id"]
"""The columns of which exactly one is filled; `subject_kind` goes with `subject_id`."""


def _only(column: str) -> Q:
    others = {f"{name}__isnull": name != column for name in TARGETS}
    return Q(**others) & (~Q(subject_kind="") if column == "subject_id" else Q(subject_kind=""))


ONE_TARGET = _only("post") | _only("thread") | _only("member") | _only("subject_id")


def target_columns(target: Target) -> dict[str, Any]:
    if isinstance(target, Post):
        return {"post": target}
    if isinstance(target, Thread):
        return {"thread": target}
    if isinstance(target, Member):
        return {"member": target}
    return {"subject_kind": target[0], "subject_id": target[1]}
