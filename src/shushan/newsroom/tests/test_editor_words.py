"""Every word that Wagtail's own catalogues know is Chinese in the editor: theirs or ours, with the same variables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import wagtail
from babel.messages import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import shushan.ui
from shushan.config.settings import INSTALLED_APPS

pytestmark = pytest.mark.quick
ROOT = Path(wagtail.__file__).parent
OURS = Path(shushan.ui.__file__).parent / "locale_wagtail" / "zh_Hans" / "LC_MESSAGES"
APPS = [ROOT.joinpath(*app.split(".")[1:]) for app in INSTALLED_APPS if app.split(".")[0] == "wagtail"]
VARIABLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def _ids(messages: Iterable[Message]) -> set[str]:
    return {m.id if isinstance(m.id, str) else m.id[0] for m in messages if m.id}


def _ours(domain: str) -> list[Message]:
    with (OURS / f"{domain}.po").open("rb") as source:
        return [message for message in read_po(source) if message.id and message.string]


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_word_of_the_editor_is_left_in_english(domain: str) -> None:
    left, seen, ours = set(), 0, _ids(_ours(domain))
    for app in APPS:
        english, chinese = (app / "locale" / code / "LC_MESSAGES" for code in ("en", "zh_Hans"))
        if not (english / f"{domain}.po").exists():
            continue
        with (english / f"{domain}.po").open("rb") as source:
            wanted = _ids(read_po(source))
        seen += len(wanted)
        known = set()
        if (chinese / f"{domain}.mo").exists():
            with (chinese / f"{domain}.mo").open("rb") as binary:
                known = _ids(m for m in read_mo(binary) if m.string)
        left |= wanted - known - ours
    assert seen > 50 and left == set()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_our_words_name_no_variable_that_is_not_there(domain: str) -> None:
    for message in _ours(domain):
        there = set(VARIABLE.findall(message.id if isinstance(message.id, str) else " ".join(message.id)))
        said = message.string if isinstance(message.string, str) else " ".join(message.string)
        assert set(VARIABLE.findall(said)) <= there, message.id
