"""Sessions as Django keeps them, read by a query that is compiled once: every page of whoever signed in asks it first."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS

from shushan.database.public import Prepared
from shushan.kernel.clock import now

_COLUMNS = tuple(column.attname for column in Session._meta.concrete_fields)
_SESSION = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at).values_list(*_COLUMNS), str, datetime
)


class SessionStore(db.SessionStore):
    """The store of Django under the same name: what was signed in stays signed in."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.rows(self.session_key, now()) if self.session_key else []
        if found:
            return Session.from_db(DEFAULT_DB_ALIAS, _COLUMNS, found[0])
        self._session_key = None
        return None
