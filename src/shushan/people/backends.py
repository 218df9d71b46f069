"""Signing in by name, e-mail or card number; Django's permissions derived from role grants."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import HttpRequest

from shushan.database.public import Prepared, write
from shushan.kernel.clock import now
from shushan.people import policy
from shushan.people.models import CURRENT_STATES, Card, User
from shushan.people.queries.acting import roles_of_user

_DERIVED = "_groups_are_derived"
_COLUMNS = tuple(column.attname for column in User._meta.concrete_fields)
_USER = Prepared(lambda user_id: User.objects.filter(pk=user_id).values_list(*_COLUMNS), int)


class SignIn(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, which also takes the number of a current card, and derives groups from grants."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session, None for one that is gone or was switched off."""
        found = _USER.rows(user_id)
        user = User.from_db(DEFAULT_DB_ALIAS, _COLUMNS, found[0]) if found else None
        return user if self.user_can_authenticate(user) else None

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        typed = str(credentials.get("username") or "")
        if typed:
            credentials["username"] = User.normalize_username(typed)
        user: User | None = super()._authenticate(request, **credentials)
        if user is not None:
            return user
        number = policy.scanned(typed)
        if not number:
            return None
        card = Card.objects.filter(number=number, state__in=CURRENT_STATES).select_related("reader__person__user")
        holder = card.first()
        account = getattr(holder.reader.person, "user", None) if holder else None
        checked: User | None = self._check_password(account, credentials.get("password") or "")
        return checked

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Return what the groups of the user's roles allow in the page editor, after deriving those groups."""
        derive_groups(user_obj)
        permissions: QuerySet[Permission] = super()._get_group_permissions(user_obj)
        return permissions

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Return nothing: a permission given by hand to an account is not a grant."""
        return Permission.objects.none()


def derive_groups(user: User) -> None:
    """Make the account's groups what its grants say now, once per loaded account. Groups are never edited by hand."""
    if getattr(user, _DERIVED, False) or not user.is_active:
        return
    wanted = {role.wagtail_group for role in roles_of_user(user, at=now()) if role.wagtail_group}
    standing = set(user.groups.values_list("name", flat=True))
    if wanted != standing:
        with write():
            user.groups.set(Group.objects.filter(name__in=wanted))
    setattr(user, _DERIVED, True)
