"""The settings of a deployment: safe when nothing is said, clear when something is wrong."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shushan.config.environment import BadSetting, keep_zone, read
from shushan.database.public import kept_secret

pytestmark = pytest.mark.quick


def test_defaults_are_safe(tmp_path: Path) -> None:
    found = read({"SHUSHAN_HOME": str(tmp_path / "home")})
    assert (found.debug, found.behind_tls, found.maintenance) == (False, False, False)
    assert found.time_zone == "Asia/Shanghai"
    key = tmp_path / "home" / "keys" / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert read({"SHUSHAN_HOME": str(tmp_path / "home")}).secret_key == found.secret_key == key.read_text().strip()


def test_a_secret_is_made_once_even_when_many_ask_at_the_same_time(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _n: kept_secret(tmp_path / "k"), range(64)))
    assert len(made) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["k"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("SHUSHAN_DEBUG", "maybe"), ("SHUSHAN_PROXIES", "-1"), ("LIBRARY_TIME_ZONE", "Mars/Olympus")],
)
def test_a_setting_that_cannot_be_understood_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read({"SHUSHAN_HOME": str(tmp_path), name: value})


def test_the_time_zone_is_fixed_at_init(tmp_path: Path) -> None:
    keep_zone(tmp_path, "Asia/Urumqi")
    assert read({"SHUSHAN_HOME": str(tmp_path)}).time_zone == "Asia/Urumqi"
    with pytest.raises(BadSetting, match="days would move"):
        read({"SHUSHAN_HOME": str(tmp_path), "LIBRARY_TIME_ZONE": "Asia/Shanghai"})
    with pytest.raises(BadSetting, match="days would move"):
        keep_zone(tmp_path, "Asia/Shanghai")
