"""Verbs of the newsroom."""

from __future__ import annotations

from shushan.kernel.verbs import Act


class NewsAct(Act):
    """What may be granted here; the page editor's own permissions are derived from roles in people."""

    EDIT = "newsroom.edit-pages"
