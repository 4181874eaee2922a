"""Cases („Fälle“): what is reported or noticed, who looks at it, what is decided, what is said to it and against it.

The acts on posts and threads themselves are in `forum.moderation`; whatever is decided goes through its `record`.
Locks go thread, post, case: a case is locked last.
"""
