"""Document numbers: every surface form comes to one canonical form."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.docnumber import DocumentNumber, find_numbers


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("云政办发〔2020〕17号", "云政办发〔2020〕17号"),
        ("云政办发[2020]17号", "云政办发〔2020〕17号"),
        ("云政办发(2020)17号", "云政办发〔2020〕17号"),
        ("云政办发（2020〕17号", "云政办发〔2020〕17号"),
        ("发文字号：云政办发〔 2020 〕 17 号", "云政办发〔2020〕17号"),
        ("云政办发〔２０２０〕１７号", "云政办发〔2020〕17号"),
        ("云政办发\u200b〔2020〕017号", "云政办发〔2020〕17号"),
        ("云政办发2020年17号文", "云政办发〔2020〕17号"),
        ("云政办发〔2020〕第17号", "云政办发〔2020〕17号"),
        ("云政办发〔2020〕号17", "云政办发〔2020〕17号"),
        ("云政办发〔2020〕17", "云政办发〔2020〕17号"),
        ("云政发〔2000〕48号〔〕", "云政发〔2000〕48号"),
        ("云岭省人民政府令第269号", "云岭省人民政府令第269号"),
        ("云州市人民政府第五十九号令", "云州市人民政府令第59号"),
        ("云政令〔2019〕331号", "云政令〔2019〕331号"),
        ("云岭省税务局公告2015年第41号", "云岭省税务局公告2015年第41号"),
        ("中华人民共和国国务院令第518号", "国务院令第518号"),
        ("公告〔十四届〕第3号", "公告〔十四届〕第3号"),
        ("主席令第七十三号", "主席令第73号"),
        ("云价〔2020〕17号之一", "云价〔2020〕17号之一"),
    ],
)
def test_forms(text: str, canonical: str) -> None:
    number = DocumentNumber.parse(text)
    assert number is not None
    assert number.canonical == canonical
    assert number.raw == text.strip()


@pytest.mark.parametrize(
    "text", ["", "关于印发办法的通知", "第三条", "2020年", "〔2020〕", "云政办发〔2020〕0号"]
)
def test_what_is_not_a_number(text: str) -> None:
    assert DocumentNumber.parse(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing_and_canonical_is_stable(text: str) -> None:
    number = DocumentNumber.parse(text)
    if number is not None:
        again = DocumentNumber.parse(number.canonical)
        assert again is not None
        assert again.canonical == number.canonical


def test_numbers_in_running_text_keep_their_place() -> None:
    text = "按照《示例》（云政办发〔2015〕44号）执行"
    ((start, end, number),) = find_numbers(text)
    assert text[start:end] == "云政办发〔2015〕44号"
    assert number.serial == 44


@pytest.mark.shared
@pytest.mark.parametrize("name", ["statecouncil", "provincial"])
def test_real_numbers_parse(shared: Path, name: str) -> None:
    file = shared / "corpus" / "metadata" / f"{name}_titles_numbers_dates.csv"
    with file.open(encoding="utf-8") as stream:
        numbers = [row["doc_no"] for row in csv.DictReader(stream) if row["doc_no"].strip()]
    unread = [number for number in numbers if DocumentNumber.parse(number) is None]
    assert len(unread) <= len(numbers) // 100, unread[:20]
