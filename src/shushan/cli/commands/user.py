"""Accounts: list them, add a member of staff, set a password, give or end a role."""

from __future__ import annotations

import argparse
import json
import secrets

from shushan.cli.setting_up import add_home, complain, say, start_django, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the acts."""
    add_home(parser)
    acts = parser.add_subparsers(dest="act", required=True)
    listed = acts.add_parser("list", help="list the staff's accounts")
    listed.add_argument("--json", action="store_true")
    added = acts.add_parser("add", help="appoint a member of staff with an account")
    added.add_argument("username")
    added.add_argument("--name", required=True)
    added.add_argument("--role", action="append", default=[], help="role to give (may be repeated)")
    added.add_argument("--site", default="", help="code of the site that the role is bound to (default: everywhere)")
    added.add_argument("--password", default="")
    changed = acts.add_parser("password", help="set an account's password")
    changed.add_argument("username")
    changed.add_argument("--password", default="")
    given = acts.add_parser("role", help="give a role to an account's person")
    given.add_argument("username")
    given.add_argument("role")
    given.add_argument("--site", default="")


def run(options: argparse.Namespace) -> int:
    """Do one act."""
    use_home(options.home)
    start_django()
    from shushan.kernel.errors import Refused

    try:
        return {"list": _list, "add": _add, "password": _password, "role": _role}[options.act](options)
    except Refused as refusal:
        complain(refusal.told)
        return 1


def _list(options: argparse.Namespace) -> int:
    from shushan.kernel.clock import now
    from shushan.people.models import User
    from shushan.people.public import roles_of_user

    rows = []
    for user in User.objects.filter(person__staff__isnull=False).order_by("username"):
        held = [role.code for role in roles_of_user(user, at=now())]
        rows.append({"username": user.username, "name": user.get_full_name(), "roles": held, "active": user.is_active})
    if options.json:
        say(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            say(f"{row['username']:<16} {row['name']:<10} {', '.join(row['roles'])}")  # type: ignore[arg-type]
    return 0


def _add(options: argparse.Namespace) -> int:
    from shushan.database.public import write
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.people import public as people

    actor, at, site = system("command"), now(), _site(options.site)
    password = options.password or secrets.token_urlsafe(12)
    with write():
        staff = people.appoint_staff(
            actor=actor, at=at, since=at.date(), said=people.Particulars(name=options.name), site_id=site
        )
        person = people.staff_member(staff).person_id
        people.make_account(actor=actor, at=at, person_id=person, username=options.username, password=password)
        for role in options.role:
            people.give_role(actor=actor, at=at, role=role, person_id=person, site_id=site)
    say(f"{options.username}  {'' if options.password else password}".rstrip())
    return 0


def _password(options: argparse.Namespace) -> int:
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.people import public as people
    from shushan.people.models import User

    user = User.objects.filter(username=User.normalize_username(options.username)).first()
    if user is None:
        complain(f"no account named {options.username}")
        return 1
    password = options.password or secrets.token_urlsafe(12)
    people.set_password(actor=system("command"), at=now(), user_id=user.pk, password=password)
    say("" if options.password else password)
    return 0


def _role(options: argparse.Namespace) -> int:
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.people import public as people
    from shushan.people.models import User

    user = User.objects.filter(username=User.normalize_username(options.username)).first()
    if user is None or user.person_id is None:
        complain(f"no account named {options.username}")
        return 1
    people.give_role(
        actor=system("command"), at=now(), role=options.role, person_id=user.person_id, site_id=_site(options.site)
    )
    return 0


def _site(code: str) -> int | None:
    from shushan.places import public as places

    return places.site_by_code(code).id if code else None
