"""Comments in a Word file: each at its words, nothing else of the file changed."""

from __future__ import annotations

import io
import re
import zipfile

import docx

from indexer.export.comments import Comment, with_comments

_MARKS = re.compile(
    rb"<w:commentRange(?:Start|End) [^>]*/>|<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:commentReference [^>]*/></w:r>",
    re.DOTALL,
)


def sample() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("按照")
    paragraph.add_run("《云岭省示例").bold = True
    paragraph.add_run("办法》第三条").italic = True
    paragraph.add_run("办理。")
    table = document.add_table(1, 2)
    table.cell(0, 1).text = "依据《云岭省样本条例》。"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_each_comment_stands_at_its_words() -> None:
    comments = [Comment("《云岭省示例办法》第三条", "已废止"), Comment("《云岭省样本条例》", "未能识别")]
    data, missed = with_comments(sample(), comments)
    assert missed == ()
    told = docx.Document(io.BytesIO(data))
    assert [comment.text for comment in told.comments] == ["已废止", "未能识别"]


def test_words_that_are_not_there_are_given_back() -> None:
    lost = Comment("《没有的条例》", "未能识别")
    assert with_comments(sample(), [lost])[1] == (lost,)


def test_nothing_but_the_marks_of_comments_changes() -> None:
    plain, _ = with_comments(sample(), [])
    noted, _ = with_comments(sample(), [Comment("《云岭省示例办法》第三条", "已废止")])
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (plain, noted))
    assert _MARKS.sub(b"", after.read("word/document.xml")) == before.read("word/document.xml")
    original = zipfile.ZipFile(io.BytesIO(sample()))
    assert after.testzip() is None
    assert original.namelist() == after.namelist()[: len(original.namelist())]
    carriers = ("[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml")
    for name in original.namelist():
        assert (after.read(name) == original.read(name)) is (name not in carriers), name
