from forum.models.board import Board
from forum.models.case import Case, Letter, Report, ReportReason
from forum.models.duty import ReasonText, ShiftNote
from forum.models.links import PostMention, Quote, Reaction
from forum.models.moderation import Decision, RulesMark, RulesVersion
from forum.models.moderator import BoardModerator
from forum.models.notification import Notification
from forum.models.picture import PictureFile, PostPicture
from forum.models.post import Post, PostRevision
from forum.models.reading import BoardMark, Bookmark, Draft, Follow, ReadMark
from forum.models.redress import Appeal, Sanction, Statement
from forum.models.screening import AutomaticHit, Note, ScreeningVersion, SpamWave, SpoilerHint, WordRule
from forum.models.thread import PostAddress, Thread, ThreadAlias

__all__ = [
    "Appeal",
    "AutomaticHit",
    "Board",
    "BoardMark",
    "BoardModerator",
    "Bookmark",
    "Case",
    "Decision",
    "Draft",
    "Follow",
    "Letter",
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
    "ReasonText",
    "Report",
    "ReportReason",
    "RulesMark",
    "RulesVersion",
    "Sanction",
    "ScreeningVersion",
    "ShiftNote",
    "SpamWave",
    "SpoilerHint",
    "Statement",
    "Thread",
    "ThreadAlias",
    "WordRule",
]
