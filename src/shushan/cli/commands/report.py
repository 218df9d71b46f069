"""Write a report: `report work --as-of 2020-07-01 -o report.docx` (also .pdf, .html); without a name, list the templates."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from shushan.cli.setting_up import add_home, complain, say, start_django, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the template, the day and the file."""
    add_home(parser)
    parser.add_argument("template", nargs="?", help="its code, such as work; without one, templates are listed")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DAY", help="the day of the report (default: today)"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="a .docx, .pdf or .html (default: only checked)"
    )
    parser.add_argument("--unit", default="", metavar="CODE", help="of which unit, where the template speaks of one")
    parser.add_argument("--draft", action="store_true", help="write the file even if something stands against it")
    parser.add_argument(
        "--site",
        metavar="ADDRESS",
        help="where the library's pages are, for the links of figures (default: first of SHUSHAN_ORIGINS, else this machine)",
    )
    parser.add_argument("--json", action="store_true", help="print figures and problems for a program")


def run(options: argparse.Namespace) -> int:
    """Build it, write the file; exit code 1 when something stands against it, 2 for a file of another kind."""
    use_home(options.home)
    start_django()
    from django.conf import settings

    from shushan.kernel.clock import now
    from shushan.kernel.errors import Refused
    from shushan.ledger.public import local_day
    from shushan.reporting import public as reporting
    from shushan.ui.context import library_names

    if not options.template:
        for one in reporting.templates():
            say(f"{one.code:<12} {one.name} · {one.name_en}")
        return 0
    suffix = options.output.suffix.lstrip(".").lower() if options.output else ""
    if options.output and suffix not in tuple(reporting.Suffix):
        complain("shushan: write a .docx, a .pdf or an .html")
        return 2
    at = now()
    try:
        text = reporting.template(options.template).text
        built = reporting.build(text, as_of=options.as_of or local_day(at), at=at, unit=options.unit)
    except Refused as refusal:
        complain(f"shushan: {refusal.message}")
        return 2
    _tell(built, as_json=options.json)
    if options.output and (built.may_finish or options.draft):
        shown = built if built.may_finish else reporting.as_draft(built)
        site = options.site or next(iter(settings.CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000")
        body = reporting.document(shown, reporting.Suffix(suffix), author=library_names()[0], site=site)
        options.output.write_bytes(body)
        if not options.json:
            say(f"{options.output} · {len(built.receipts)} figures")
    return 0 if built.may_finish else 1


def _tell(built: object, *, as_json: bool) -> None:
    from dataclasses import asdict

    from shushan.reporting.public import Built

    assert isinstance(built, Built)
    if as_json:
        figures = [asdict(one) for one in built.receipts]
        problems = [asdict(one) for one in built.problems]
        told = {"title": built.title, "as_of": built.as_of.isoformat(), "figures": figures, "problems": problems}
        say(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one in built.problems:
        mark = "!" if one.is_grave else "·"
        complain(f"{mark} {one.line}: {one.said}")
