"""Options and fixtures for every test: golden files, and the development corpus where it is present."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

_ROOT = Path(__file__).resolve().parent.parent

# A loaded machine is no failure: what holds is tested, how long it takes is measured by the benchmarks.
settings.register_profile("fagui", deadline=None)
settings.load_profile("fagui")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--whole`` runs the long suites whole; ``--update-goldens`` writes the goldens instead of comparing with them."""
    parser.addoption("--update-goldens", action="store_true", default=False, help="write golden files anew")
    parser.addoption(
        "--whole",
        action="store_true",
        default=False,
        help="hostile and fault suites whole, not their seeded part",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares text with the golden file at a path; a missing golden fails unless ``--update-goldens`` is given."""
    update = bool(request.config.getoption("--update-goldens"))

    def check(path: Path, text: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        assert path.exists(), (
            f"no golden file {path.name}: run pytest --update-goldens and read what it wrote"
        )
        assert text == path.read_text(encoding="utf-8")

    return check


@pytest.fixture
def shared() -> Path:
    """The development corpus beside the checkout; the test is skipped where it is absent."""
    path = _ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the development corpus (../shared) is not here")
    return path
