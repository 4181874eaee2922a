from forum.models.board import Board
from forum.models.links import PostMention, Quote
from forum.models.moderation import Decision, RulesVersion
from forum.models.picture import PictureFile, PostPicture
from forum.models.post import Post, PostRevision
from forum.models.reading import BoardMark, ReadMark
from forum.models.thread import PostAddress, Thread, ThreadAlias

__all__ = [
    "Board",
    "BoardMark",
    "Decision",
    "PictureFile",
    "Post",
    "PostAddress",
    "PostMention",
    "PostPicture",
    "PostRevision",
    "Quote",
    "ReadMark",
    "RulesVersion",
    "Thread",
    "ThreadAlias",
]
