"""Zip packages (docx, OFD) opened under limits: what comes out is counted while it inflates, whatever the directory says."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any, Final

from lxml import etree

from indexer.extract.reading import Unreadable
from indexer.model.limits import MEGABYTE, Limits

_PIECE: Final = 64 * 1024
_SMALL: Final = 4 * MEGABYTE
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE|<\x00!\x00D\x00O\x00C\x00T|\x00<\x00!\x00D\x00O\x00C")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Package:
    """An open package; every read is counted against the limits."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._inflated = 0
        self.names = frozenset(info.filename for info in archive.infolist())

    def read(self, name: str) -> bytes:
        """A member's bytes; KeyError when there is none of that name."""
        info = self._archive.getinfo(name)
        if info.flag_bits & 1:
            raise Unreadable("encrypted", "文件已加密，请去掉密码后再收录")
        pieces: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    self._inflated += len(piece)
                    self._check(size, max(1, info.compress_size))
                    pieces.append(piece)
        except _BROKEN as problem:
            raise Unreadable("damaged", f"文件包已损坏（{name}：{problem}）") from None
        return b"".join(pieces)

    def _check(self, size: int, packed: int) -> None:
        limits = self._limits
        if size > limits.part_bytes:
            raise Unreadable(
                "limit_part", f"文件包中一个部件解压后超过上限 {limits.part_bytes // MEGABYTE} MB"
            )
        if self._inflated > limits.unpacked_bytes:
            raise Unreadable("limit_unpacked", f"文件包解压后超过上限 {limits.unpacked_bytes // MEGABYTE} MB")
        if size > _SMALL and size > packed * limits.compression_ratio:
            raise Unreadable("limit_ratio", f"文件包压缩比超过上限 {limits.compression_ratio}，疑似压缩炸弹")

    def xml(self, name: str) -> Any:
        """A member as an XML tree; KeyError when there is none, Unreadable when it is not sound XML."""
        return parse_xml(self.read(name), name, self._limits)


def parse_xml(data: bytes, name: str, limits: Limits) -> Any:
    """XML without entities, DTD or network, and not too deep."""
    if _DOCTYPE.search(data[:4096]):
        raise Unreadable("doctype", f"{name} 含有 DOCTYPE 声明，出于安全不予读取")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        if "depth" in str(problem).lower():
            raise Unreadable("limit_depth", f"{name} 嵌套过深，超过上限 {limits.xml_depth} 层") from None
        raise Unreadable("damaged", f"{name} 不是完好的 XML（{problem.msg}）") from None
    return tree


def open_package(data: bytes, limits: Limits) -> Package:
    """The package in these bytes."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as problem:
        raise Unreadable("damaged", f"文件包已损坏，打不开（{problem}）") from None
    if len(archive.infolist()) > limits.zip_members:
        raise Unreadable("limit_members", f"文件包里的部件超过上限 {limits.zip_members} 个")
    return Package(archive, limits)
