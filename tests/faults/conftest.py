"""The data folder that faults are done to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders.drafts import AMENDED, RULE, library_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with two texts of one document, indexed and sealed."""
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED})
    library.close()
    return tmp_path / "data"
