"""Short names as texts introduce them."""

from __future__ import annotations

import pytest

from tests.builders.drafts import drafts_of

HEAD = "云岭省示例厅关于巡查的通知\n\n各市示例局：\n\n"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("按照《云岭省示例市场条例》（以下简称《市场条例》）执行。", ["市场条例\t云岭省示例市场条例"]),
        ("按照《云岭省示例市场条例》(以下简称“市场条例”)执行。", ["市场条例\t云岭省示例市场条例"]),
        (
            "按照《云岭省示例市场条例》（云政发〔2020〕1号，以下简称市场条例）执行。",
            ["市场条例\t云岭省示例市场条例"],
        ),
        ("按照《云岭省示例市场条例》（下称条例）执行。", []),
        ("云岭省示例厅（以下简称省厅）执行。", []),
        ("按照《云岭省示例市场条例》执行，以下简称市场条例。", []),
    ],
)
def test_short_names(text: str, values: list[str]) -> None:
    _, (draft,) = drafts_of(HEAD + text + "\n")
    facts = [fact for fact in draft.facts if fact.name == "short_name"]
    assert [fact.value for fact in facts] == values
    for fact in facts:
        assert "简称" in fact.evidence.quote
