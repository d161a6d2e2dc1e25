"""Conversations: a message in, an answer out, both stored and both events emitted."""

from salestalk.conversation.knowledge import Knowledge, Lexicons
from salestalk.conversation.service import ChatService, Question
from salestalk.conversation.verification import verify
from salestalk.conversation.workspace import Clock, Workspace

__all__ = [
    "ChatService",
    "Clock",
    "Knowledge",
    "Lexicons",
    "Question",
    "Workspace",
    "verify",
]
