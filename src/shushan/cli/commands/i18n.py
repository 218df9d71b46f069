"""Compile the translations, or list every string that has no English yet or more than one."""

from __future__ import annotations

import argparse
import json

from shushan.cli.setting_up import say
from shushan.cli.translations import Said, compile_all, doubles, missing, untranslated_chinese


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer compile and check."""
    parser.add_argument("act", choices=["compile", "check"])
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Compile, or check (exit code 1 when something is missing)."""
    if options.act == "compile":
        say(f"{compile_all()} catalogues compiled")
        return 0
    lacking = {_shown(said): place for said, place in missing().items()}
    double = {_shown(said): told for said, told in doubles().items()}
    bare = untranslated_chinese()
    if options.json:
        say(json.dumps({"missing": lacking, "outside": bare, "doubles": double}, ensure_ascii=False))
    else:
        for text, place in sorted(lacking.items(), key=lambda pair: pair[1]):
            say(f"{place}: {text}")
        for text, place in bare.items():
            say(f"{place}: outside translation: {text}")
        for text, told in double.items():
            rooms = "; ".join(f"“{words}” in {', '.join(where)}" for words, where in told.items())
            say(f"more than one English: {text}: {rooms}. Say the same, or give one a context")
        say(
            f"{len(lacking)} strings without English, {len(bare)} lines outside translation,"
            f" {len(double)} with more than one English"
        )
    return 1 if lacking or bare or double else 0


def _shown(said: Said) -> str:
    context, text = said
    return f"{text} ({context})" if context else text
