"""What the launcher hands on to the command and to every process that it starts."""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parents[4]

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def launcher() -> ModuleType:
    """Return the launcher as a module; it does nothing until its main is called."""
    loader = SourceFileLoader("shushan_launcher", str(HERE / "shushan"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_sources_go_first_and_the_home_stays(launcher: ModuleType) -> None:
    made = launcher.environment_of({"PYTHONPATH": "/elsewhere", "SHUSHAN_HOME": "/home"})
    assert made["PYTHONPATH"] == f"{HERE / 'src'}:/elsewhere"
    assert (made["SHUSHAN_HOME"], made["SHUSHAN_CHECKOUT"], made["PYTHONUTF8"]) == ("/home", str(HERE), "1")
    assert "PYTHONPYCACHEPREFIX" not in made


def test_compiled_files_that_may_not_lie_beside_the_sources_are_kept_apart(launcher: ModuleType) -> None:
    made = launcher.environment_of({"PYTHONDONTWRITEBYTECODE": "1"})
    assert "PYTHONDONTWRITEBYTECODE" not in made
    assert made["PYTHONPYCACHEPREFIX"] == str(HERE / ".cache" / "bytecode")
    assert (
        launcher.environment_of({"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/kept"})["PYTHONPYCACHEPREFIX"]
        == "/kept"
    )
