"""DynamoDB behind the ports of ingestion, retrieval and conversation.

Everything here takes a client that was built with one tenant's credentials, and the tenant's id beside it.
"""
