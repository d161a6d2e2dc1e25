"""Conversations: a message in, an answer out, both stored and both events emitted."""

from salestalk.conversation.ports import Clock, ConversationStore, Workspace
from salestalk.conversation.service import ChatService, Question
from salestalk.conversation.stages import Knowledge
from salestalk.conversation.verification import verify

__all__ = [
    "ChatService",
    "Clock",
    "ConversationStore",
    "Knowledge",
    "Question",
    "Workspace",
    "verify",
]
