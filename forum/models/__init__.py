from forum.models.board import Board
from forum.models.links import PostMention, Quote, Reaction
from forum.models.moderation import Decision, RulesVersion
from forum.models.notification import Notification
from forum.models.picture import PictureFile, PostPicture
from forum.models.post import Post, PostRevision
from forum.models.reading import BoardMark, Bookmark, Draft, Follow, ReadMark
from forum.models.screening import (
    AutomaticHit,
    Note,
    ScreeningVersion,
    SpamWave,
    SpoilerHint,
    WordRule,
)
from forum.models.thread import PostAddress, Thread, ThreadAlias

__all__ = [
    "AutomaticHit",
    "Board",
    "BoardMark",
    "Bookmark",
    "Decision",
    "Draft",
    "Follow",
    "Note",
    "Notification",
    "PictureFile",
    "Post",
    "PostAddress",
    "PostMention",
    "PostPicture",
    "PostRevision",
    "Quote",
    "Reaction",
    "ReadMark",
    "RulesVersion",
    "ScreeningVersion",
    "SpamWave",
    "SpoilerHint",
    "Thread",
    "ThreadAlias",
    "WordRule",
]
