"""chat-handler: questions, conversations, and the checks of old answers, over HTTP."""
