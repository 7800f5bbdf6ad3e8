"""Identities are values with a grammar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.characters import title_key
from indexer.model.identifiers import DocumentId, ProvisionPath, VersionId


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_a_derived_id_is_valid_and_repeats(keys: list[str]) -> None:
    made = DocumentId.derive(*keys)
    assert DocumentId.is_valid(made.value)
    assert made == DocumentId.derive(*keys)


@pytest.mark.parametrize(
    "text", ["", "d", "x3k7q2mzpab", "d3k7q2mzp", "D3K7Q2MZPAB", "d3k7q2mzpa/..", "../etc"]
)
def test_what_is_not_an_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a document id"):
        DocumentId(text)


@given(st.dates() | st.none())
def test_version_ids_read_back(day: date | None) -> None:
    version = VersionId(DocumentId.derive("示例"), day)
    assert VersionId.parse(str(version)) == version


def test_provision_paths() -> None:
    assert ProvisionPath.article(12, 1).child("par-2").value == "art-12-1.par-2"
    assert ProvisionPath("art-12.item-3").segments == ("art-12", "item-3")
    with pytest.raises(ValueError, match="not a provision path"):
        ProvisionPath("第十二条")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("《中华人民共和国示例法 实施细则》", "示例法实施细则", True),
        ("云岭省示例办法(试行)", "云岭省示例办法（试行）", True),
        ("云岭省示例暂行办法", "云岭省示例办法", False),
        ("云岭省示例办法（试行）", "云岭省示例办法", False),
        ("关于修改<示例条例>的决定", "关于修改〈示例条例〉的决定", True),
        ("云岭省实施《中华人民共和国示例法》办法", "云岭省实施〈示例法〉办法", True),
        ("甲·乙办法", "甲•乙办法", True),
        ("示例规定（一）", "示例规定（二）", False),
    ],
)
def test_when_two_titles_are_the_same(one: str, other: str, same: bool) -> None:
    assert (title_key(one) == title_key(other)) is same
