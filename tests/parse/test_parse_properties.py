"""Whatever the text: drafts come back, no character is lost, every quote slices the source."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extract import read_bytes
from indexer.model.characters import compact
from indexer.model.draft import Draft
from indexer.model.provisions import read_text
from indexer.model.source import Block, BlockKind, SourceFormat, SourceText
from indexer.parse import parse
from tests.builders.drafts import AMENDED, RULE, names

PIECES = st.sampled_from(
    [
        "第一条　为了示例，制定本办法。",
        "第二条",
        "（一）收费标准；",
        "第一章　总则",
        "目　录",
        "附件：1.示例表",
        "云岭省人民政府",
        "2020年5月1日",
        "云政发〔2020〕1号",
        "关于印发《云岭省示例办法》的通知",
        "云岭省示例办法",
        "本办法自2020年6月1日起施行，有效期五年。",
        "《云岭省示例暂行办法》（云政发〔2012〕3号）同时废止。",
        "“第三条　改为这样。",
        "（2010年3月1日云岭省人民政府令第12号公布）",
        "一、总体要求",
        "各市人民政府：",
        "依照《云岭省示例条例》（以下简称《条例》）第三条、第五条第（二）项和同法第九条至第十一条处理。",
        "违反前款、本办法第二条或者刑法第十条之一的，按照云政发〔2020〕1号文件办理。",
        "《未闭合的标题",
    ]
)
LINES = st.lists(PIECES | st.text(max_size=30), max_size=25)


def check(source: SourceText) -> tuple[Draft, ...]:
    drafts = parse(source, names())
    if not source.blocks:
        return drafts
    told = sorted(compact("".join(read_text(draft.provisions) for draft in drafts)))
    assert told == sorted(compact(source.text))
    for draft in drafts:
        for proof in (
            *(event.evidence for event in draft.events),
            *(effect.event.evidence for effect in draft.effects),
            *(fact.evidence for fact in draft.facts),
        ):
            if proof.start != proof.end:
                assert source.text[proof.start : proof.end] == proof.quote
        for citation in draft.citations:
            assert citation.start < citation.end
            assert source.text[citation.start : citation.end] == citation.text
            assert citation.own or citation.names.title or citation.names.number
        for effect in draft.effects:
            assert effect.target.title or effect.target.number
    return drafts


def source_of(lines: list[str]) -> SourceText:
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in lines if line.strip())
    return SourceText("0" * 64, "示例.txt", SourceFormat.TEXT, blocks)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_any_lines_parse_without_loss(lines: list[str]) -> None:
    check(source_of(lines))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([RULE, AMENDED]), st.integers(0, 600), st.integers(0, 40), st.text(max_size=12))
def test_any_mutation_of_a_text_parses_without_loss(text: str, at: int, gone: int, put: str) -> None:
    changed = text[:at] + put + text[at + gone :]
    lines = changed.replace("\r", "\n").split("\n")
    check(source_of(lines))


def test_a_whole_rule() -> None:
    (draft,) = check(read_bytes(AMENDED.encode(), "示例.txt"))
    assert [e.kind.value for e in draft.events] == ["issued", "amended", "commenced"]
