"""Adapters: what the house calls outside itself. Search engines; later mail, SMS, WeChat, Weibo, file stores.

Invariant: an adapter fulfils a port of a lower room and is known only to config.
"""
