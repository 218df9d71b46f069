"""Django's settings, derived from the environment. Nothing here is secret and nothing is set twice."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import dj_database_url

from shushan.config import rooms
from shushan.config.environment import read

ENVIRONMENT = read()
HOME = ENVIRONMENT.home
KEYS = ENVIRONMENT.keys
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.origins)
MAINTENANCE = ENVIRONMENT.maintenance

# -- database -----------------------------------------------------------------------------------------------------
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000; PRAGMA mmap_size=134217728;"
    ),
}
DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "shushan.sqlite3"),
        "OPTIONS": SQLITE_OPTIONS,
    }
}
if ENVIRONMENT.database_url:
    DATABASES["default"] = dict(dj_database_url.parse(ENVIRONMENT.database_url, conn_health_checks=True))
    if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DATABASES["default"]["CONN_MAX_AGE"] = 600
SESSIONS_STAY = not ENVIRONMENT.database_pooled  # so PostgreSQL may keep plans in them (database.statements)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- apps ---------------------------------------------------------------------------------------------------------
WAGTAIL = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
INSTALLED_APPS = [
    *rooms.installed(),
    *WAGTAIL,
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shushan.config.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shushan.config.middleware.maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shushan.config.middleware.acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shushan.config.middleware.refusals",
]
ROOT_URLCONF = "shushan.config.urls"
WSGI_APPLICATION = "shushan.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

# -- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_tls
if ENVIRONMENT.behind_tls:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if ENVIRONMENT.behind_tls else None
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows a preview of a page inside its editor

# -- language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [str(path) for path in rooms.locale_paths()]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["shushan.config.formats"]
TIME_ZONE = ENVIRONMENT.time_zone

# -- static and uploaded files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = str(HOME / "static")
STATICFILES_DIRS = [str(PACKAGE / "frontend" / "dist")]
MEDIA_URL = "media/"
MEDIA_ROOT = str(HOME / "media")
_STATIC = "" if os.environ.get("SHUSHAN_PLAIN_STATIC") else "Manifest"  # tests gather no static files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"django.contrib.staticfiles.storage.{_STATIC}StaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

# -- work in the background, mail, cache, log ---------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "shushan.people.counters.SharedCounters", "OPTIONS": {"MAX_ENTRIES": 5000}}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(HOME / "mail")
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_TIMEOUT = 10
PDF_FONT = ENVIRONMENT.pdf_font
# From a demonstration nothing leaves the machine, whatever the environment says.
_MAY_SEND = not any((HOME / name).exists() for name in ("demonstration.json", "demonstration.unfinished"))
SMS_URL = ENVIRONMENT.sms_url if _MAY_SEND else ""
WECHAT_URL = ENVIRONMENT.wechat_url if _MAY_SEND else ""
WECHATPAY_FILE = ENVIRONMENT.wechatpay_file if _MAY_SEND else ""
ALIPAY_FILE = ENVIRONMENT.alipay_file if _MAY_SEND else ""
if ENVIRONMENT.mail_url and _MAY_SEND:
    from urllib.parse import unquote, urlsplit

    _mail = urlsplit(ENVIRONMENT.mail_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp+tls", _mail.scheme == "smtps"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"shushan": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}

# -- Wagtail ------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "书山"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "shushan.newsroom.editor_search"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]

# Rooms that bring libraries of their own say what those need: ``ROOM_SETTINGS`` in ``room/settings.py``; the lists
# INSTALLED_APPS_EXTRA, MIDDLEWARE_EXTRA and CONTEXT_PROCESSORS_EXTRA are added at the end of ours.
for _room in rooms.ROOMS:
    if rooms.has(f"shushan.{_room}.settings") and _room != "config":
        _own = dict(getattr(import_module(f"shushan.{_room}.settings"), f"{_room.upper()}_SETTINGS"))
        INSTALLED_APPS += _own.pop("INSTALLED_APPS_EXTRA", [])
        MIDDLEWARE += _own.pop("MIDDLEWARE_EXTRA", [])
        TEMPLATES[0]["OPTIONS"]["context_processors"] += _own.pop("CONTEXT_PROCESSORS_EXTRA", [])
        globals().update(_own)
