"""Newsroom: the library's own pages, written in Wagtail: home, articles, and figures inside sentences.

Nouns: home page, article, figure sentence (a text with numbers that come from the ledger), figure block.
Invariant: a number in an article is asked from the figures, live or as known on a day; nobody types it.
Facts: none yet; publication records come with the channels.
"""
