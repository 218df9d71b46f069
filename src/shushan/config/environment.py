"""What a deployment sets, typed, with safe defaults. Documented line by line in docs/settings.md."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from shushan.database.kept import kept_secret

DEFAULT_ZONE = "Asia/Shanghai"


class BadSetting(ValueError):
    """A variable of the environment cannot be taken; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one deployment.

    ``home`` holds all state of this installation: database, files, keys, search index.
    ``database_url`` empty means SQLite in the home folder; ``database_pooled``: each transaction may get another session.
    """

    home: Path
    database_url: str
    database_pooled: bool
    secret_key: str
    keys: Path
    debug: bool
    behind_tls: bool
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    time_zone: str
    mail_url: str
    mail_from: str
    sms_url: str
    wechat_url: str
    wechatpay_file: str
    alipay_file: str
    trusted_proxies: int
    maintenance: bool
    pdf_font: str


def default_home() -> Path:
    """Return where state lives when nothing is said: ``~/.local/share/shushan`` (XDG base directories)."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "shushan"


def read(env: Mapping[str, str] | None = None) -> Environment:
    """Read the environment, and generate what is missing and secret into the home folder.

    :raises BadSetting: a variable cannot be understood.
    """
    env = os.environ if env is None else env
    home = Path(env.get("SHUSHAN_HOME") or default_home()).expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = Path(env.get("SHUSHAN_KEYS") or home / "keys").expanduser().resolve()
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Environment(
        home=home,
        database_url=env.get("DATABASE_URL", ""),
        database_pooled=_flag(env, "SHUSHAN_DATABASE_POOLED"),
        secret_key=env.get("SECRET_KEY") or kept_secret(keys / "secret.key"),
        keys=keys,
        debug=_flag(env, "SHUSHAN_DEBUG"),
        behind_tls=_flag(env, "SHUSHAN_TLS"),
        hosts=_words(env, "SHUSHAN_HOSTS") or ("*",),
        origins=_words(env, "SHUSHAN_ORIGINS"),
        time_zone=_zone(env, home),
        mail_url=env.get("MAIL_URL", ""),
        mail_from=env.get("MAIL_FROM", "library@localhost"),
        sms_url=env.get("SMS_URL", ""),
        wechat_url=env.get("WECHAT_URL", ""),
        wechatpay_file=env.get("WECHATPAY_FILE", ""),
        alipay_file=env.get("ALIPAY_FILE", ""),
        trusted_proxies=_number(env, "SHUSHAN_PROXIES", 0),
        maintenance=_flag(env, "SHUSHAN_MAINTENANCE") or (home / "maintenance").exists(),
        pdf_font=env.get("SHUSHAN_PDF_FONT", ""),
    )


def keep_zone(home: Path, zone: str) -> None:
    """Fix the library's time zone once, at ``init``.

    :raises BadSetting: no such zone, or another one was fixed before.
    """
    _known_zone(zone)
    path = home / "library.json"
    if path.exists():
        fixed = json.loads(path.read_text())["time_zone"]
        if fixed != zone:
            raise BadSetting(
                f"LIBRARY_TIME_ZONE was fixed as {fixed} at init and cannot become {zone}: days would move"
            )
        return
    path.write_text(json.dumps({"time_zone": zone}) + "\n")


def _zone(env: Mapping[str, str], home: Path) -> str:
    path = home / "library.json"
    fixed = str(json.loads(path.read_text())["time_zone"]) if path.exists() else ""
    asked = env.get("LIBRARY_TIME_ZONE", "")
    if fixed and asked and fixed != asked:
        raise BadSetting(f"LIBRARY_TIME_ZONE={asked}, but this library was made with {fixed}: days would move")
    zone = fixed or asked or DEFAULT_ZONE
    _known_zone(zone)
    return zone


def _known_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except Exception as error:
        raise BadSetting(f"LIBRARY_TIME_ZONE={zone}: no such time zone, expected a name like {DEFAULT_ZONE}") from error


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value in ("", "0", "no", "false", "off"):
        return False
    if value in ("1", "yes", "true", "on"):
        return True
    raise BadSetting(f"{name}={value}: expected 1 or 0")


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise BadSetting(f"{name}={value}: expected a whole number")
    return int(value)


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in env.get(name, "").split(",") if word.strip())
