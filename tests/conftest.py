"""Options and fixtures for every test: golden files, and the development corpus where it is present."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.builders.process_tree import Peak

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


_TALLY = pytest.StashKey[Counter[str]]()
_PEAK = pytest.StashKey[Peak]()
_MOST_MEMORY = 1_500_000_000


def pytest_configure(config: pytest.Config) -> None:
    """Run whole, the suites say what they tried and what memory they and their children held."""
    config.stash[_TALLY] = Counter()
    if config.getoption("--whole"):
        config.stash[_PEAK] = Peak().__enter__()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked ``whole`` is left to the whole runs."""
    if not config.getoption("--whole"):
        left = [item for item in items if item.get_closest_marker("whole")]
        items[:] = [item for item in items if not item.get_closest_marker("whole")]
        config.hook.pytest_deselected(items=left)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """More memory than is allowed is a failure of the whole run."""
    peak = session.config.stash.get(_PEAK, None)
    if peak is not None:
        peak.__exit__()
        if peak.bytes > _bound(session.config) and session.exitstatus == 0:
            session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The figures of a whole run."""
    peak = config.stash.get(_PEAK, None)
    if peak is not None:
        for what, count in sorted(config.stash[_TALLY].items()):
            terminalreporter.write_line(f"{what}: {count}")
        terminalreporter.write_line(
            f"memory of the process tree: {peak.bytes >> 20} MB at most (bound {_bound(config) >> 20} MB)"
        )


def _bound(config: pytest.Config) -> int:
    """The bound is that of one ingest; every worker of pytest-xdist may run one."""
    return _MOST_MEMORY * max(1, config.getoption("numprocesses", None) or 1)


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Counter[str]:
    """What was tried, by kind; said at the end of a whole run."""
    return request.config.stash[_TALLY]


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
