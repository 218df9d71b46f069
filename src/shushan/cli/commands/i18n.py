"""Compile the translations, or list every string that has no English yet."""

from __future__ import annotations

import argparse
import json

from shushan.cli.setting_up import say
from shushan.cli.translations import compile_all, missing, untranslated_chinese


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer compile and check."""
    parser.add_argument("act", choices=["compile", "check"])
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Compile, or check (exit code 1 when something is missing)."""
    if options.act == "compile":
        say(f"{compile_all()} catalogues compiled")
        return 0
    lacking, bare = missing(), untranslated_chinese()
    if options.json:
        say(json.dumps({"missing": lacking, "outside": bare}, ensure_ascii=False))
    else:
        for text, place in sorted(lacking.items(), key=lambda pair: pair[1]):
            say(f"{place}: {text}")
        for text, place in bare.items():
            say(f"{place}: outside translation: {text}")
        say(f"{len(lacking)} strings without English, {len(bare)} lines outside translation")
    return 1 if lacking or bare else 0
