"""Discourse: a brand's own community, its topics and the account's private messages."""
