"""Make a new library: tables, time zone, home page, first administrator."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys

from shushan.cli.setting_up import add_home, complain, make_ready, say, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer what is asked once."""
    add_home(parser)
    parser.add_argument("--time-zone", default="", help="fixed for ever (default Asia/Shanghai)")
    parser.add_argument("--name", default="", help="name of the library")
    parser.add_argument("--site", default="C=总馆", help="first site as CODE=NAME (default C=总馆)")
    parser.add_argument("--admin", default="admin", help="sign-in name of the first administrator")
    parser.add_argument("--password", default="", help="their password (default: asked, or drawn and printed)")


def run(options: argparse.Namespace) -> int:
    """Make it; a home that holds a library already is left alone."""
    use_home(options.home)
    from shushan.config.environment import DEFAULT_ZONE, BadSetting, keep_zone, read

    try:
        home = read().home
        if (home / "library.json").exists():
            complain(f"{home} holds a library already; nothing was changed")
            return 1
        keep_zone(home, options.time_zone or os.environ.get("LIBRARY_TIME_ZONE", "") or DEFAULT_ZONE)
    except BadSetting as error:
        complain(str(error))
        return 2
    make_ready()
    password, is_drawn = _password(options)
    first_steps(options, password)
    say(f"a library stands in {home}")
    say(f"administrator: {options.admin}" + (f"  password: {password}" if is_drawn else ""))
    say(f"now: ./shushan serve --home {home}")
    return 0


def first_steps(options: argparse.Namespace, password: str) -> None:
    """Make the first site, the administrator and the home page."""
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.newsroom.public import ensure_home
    from shushan.options import public as library_options
    from shushan.people import public as people
    from shushan.places import public as places

    actor, at = system("init"), now()
    code, _mark, name = options.site.partition("=")
    places.open_site(actor=actor, at=at, code=code.strip() or "C", name=name.strip() or code)
    staff = people.appoint_staff(
        actor=actor, at=at, since=at.date(), said=people.Particulars(name=options.admin), position="系统管理员"
    )
    person = people.staff_member(staff).person_id
    people.give_role(actor=actor, at=at, role="system-admin", person_id=person)
    people.make_account(actor=actor, at=at, person_id=person, username=options.admin, password=password)
    if options.name:
        library_options.set_option(
            actor=actor, at=at, code="newsroom.library-name", value=options.name, valid_from=at, note="init"
        )
    ensure_home()


def _password(options: argparse.Namespace) -> tuple[str, bool]:
    if options.password:
        return options.password, False
    if sys.stdin.isatty():
        typed = getpass.getpass("password of the administrator (empty: draw one): ")
        if typed:
            return typed, False
    return secrets.token_urlsafe(12), True
