"""What several capabilities are tested with: one demonstration store, one browser, how much to invent."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# .ci/long asks for thousands of generated cities; a run on the desk makes do with a few.
USUAL_FUZZ = 8
FUZZ = int(os.environ.get("METRICS_FUZZ") or USUAL_FUZZ)
settings.register_profile(
    "project", max_examples=FUZZ, deadline=None, derandomize=FUZZ <= USUAL_FUZZ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
settings.load_profile("project")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def pristine_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demonstration store, built once for all workers; copy it, never open it."""
    from metrics.demonstration import build

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            build(folder)
    return folder


@pytest.fixture
def demonstration(pristine_demonstration: Path, tmp_path: Path) -> Path:
    """Return where a real store would be (there is none), with a demonstration of its own beside it."""
    store = tmp_path / "store"
    shutil.copytree(pristine_demonstration, tmp_path / "store-demo")
    return store


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Return the machine's own Chromium; a machine without one skips the test, unless CI=true."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium is installed, and CI wants the browser tests")
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--lang=zh-CN"])
        yield launched
        launched.close()
