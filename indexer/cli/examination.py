"""What ``fagui doctor`` looks at: each check gives findings, each finding its next step."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.ingest.temporary import leftovers
from indexer.library import Library
from indexer.search.whoosh_generation import IndexFolder
from indexer.settings import Settings
from indexer.store import SQLITE_VERSION

_OLDEST_SQLITE: Final = (3, 35, 0)
_PATIENCE: Final = 20
_NAME: Final = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?:>=\s*([0-9.]+))?")


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing looked at. ``next`` says what to do, and is empty when all is well."""

    area: str
    said: str
    next: str = ""

    @property
    def well(self) -> bool:
        """Nothing needs to be done."""
        return not self.next


def examine(settings: Settings) -> Iterator[Observation]:
    """Everything, the machine first, then the data folder."""
    for check in _CHECKS:
        try:
            yield from check(settings)
        except Exception as problem:  # whatever is broken, the other checks are still of use
            yield Observation(
                check.__name__.strip("_"), f"查不了（{problem}）", "先处理这一条，再运行 fagui doctor"
            )


def _environment(_: Settings) -> Iterator[Observation]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Observation(
        "环境", f"Python {version}", "" if sys.version_info >= (3, 11) else "请用 Python 3.11 或更新的版本"
    )
    yield Observation(
        "环境",
        f"SQLite {SQLITE_VERSION}",
        "" if _numbers(SQLITE_VERSION) >= _OLDEST_SQLITE else "请升级系统的 SQLite 至 3.35",
    )
    for name, lowest in requirements():
        try:
            held = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Observation("环境", f"缺少 {name}", f"pip install '{name}>={lowest}'")
            continue
        if _numbers(held) < _numbers(lowest):
            yield Observation("环境", f"{name} {held} 过旧", f"pip install --upgrade '{name}>={lowest}'")
    coding = locale.getpreferredencoding(False)
    if sys.flags.utf8_mode or coding.upper().replace("-", "") == "UTF8":
        yield Observation("环境", f"文字编码 {coding}")
    else:
        yield Observation(
            "环境", f"文字编码是 {coding}，中文可能显示不出", "设 PYTHONUTF8=1，或 LANG=C.UTF-8"
        )


def requirements() -> list[tuple[str, str]]:
    """(package, lowest version) that the program asks for; empty where it is not installed as a package."""
    try:
        asked = importlib.metadata.requires("fagui") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    matches = [_NAME.match(line) for line in asked if "extra ==" not in line]
    return [(match[1], match[2] or "0") for match in matches if match]


def _fonts(_: Settings) -> Iterator[Observation]:
    if shutil.which("fc-list") is None:
        yield Observation(
            "字体",
            "没有 fc-list，无法查看字体",
            "apt install fontconfig fonts-noto-cjk（转换和导出 PDF 要用）",
        )
        return
    fonts = {line for line in _said("fc-list", ":lang=zh-cn", "family").splitlines() if line.strip()}
    if fonts:
        yield Observation("字体", f"中文字体 {len(fonts)} 种")
    else:
        yield Observation("字体", "没有中文字体，转换出的 PDF 会是空框", "apt install fonts-noto-cjk")


def _converters(_: Settings) -> Iterator[Observation]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        yield Observation("转换", f"LibreOffice：{office}")
    else:
        yield Observation(
            "转换", "没有 LibreOffice，doc、wps、rtf 不能收录", "apt install libreoffice-writer-nogui"
        )
    if shutil.which("tesseract") is None:
        yield Observation(
            "转换", "没有 tesseract，扫描件不能识别", "apt install tesseract-ocr tesseract-ocr-chi-sim"
        )
    elif "chi_sim" not in _said("tesseract", "--list-langs").split():
        yield Observation("转换", "tesseract 没有简体中文数据", "apt install tesseract-ocr-chi-sim")
    else:
        yield Observation("转换", "tesseract 有简体中文数据")


def _disk(settings: Settings) -> Iterator[Observation]:
    place = _existing(settings.data)
    free = shutil.disk_usage(place).free
    wanted = max(settings.server.disk_free_bytes, 2 * _size(settings.index))
    said = f"{place} 所在磁盘剩余 {free // 2**20} MB"
    enough = free >= wanted
    yield Observation(
        "磁盘",
        said,
        "" if enough else f"腾出至少 {wanted // 2**20} MB（重建索引时新旧两份并存），或换一块磁盘",
    )
    left = leftovers()
    if left:
        yield Observation("磁盘", f"有 {len(left)} 个被中断的读取留下的临时文件夹", "下次收录会自动清除")


def _permissions(settings: Settings) -> Iterator[Observation]:
    if not settings.data.exists():
        place = _existing(settings.data)
        allowed = os.access(place, os.W_OK)
        yield Observation(
            "权限",
            f"数据文件夹 {settings.data} 还没有",
            "fagui ingest 文件夹" if allowed else f"让本用户可以写 {place}",
        )
        return
    state = settings.data.stat()
    if not os.access(settings.data, os.W_OK):
        yield Observation(
            "权限", f"{settings.data} 只能读：可以检索，不能收录", "若要收录，请改由它的所有者运行"
        )
    if state.st_uid != os.geteuid():
        yield Observation(
            "权限",
            f"{settings.data} 属于另一个用户（{state.st_uid}）",
            f"chown -R {os.geteuid()} {settings.data}，或改由该用户运行",
        )
    if state.st_mode & 0o002:
        yield Observation(
            "权限", f"{settings.data} 任何人都能写", f"chmod o-w {settings.data}（索引文件只应由本程序写）"
        )
    else:
        yield Observation("权限", f"{settings.data} 的权限合适")


def _record(settings: Settings) -> Iterator[Observation]:
    if not settings.register.exists():
        yield Observation("登记库", "还没有登记库", "fagui ingest 文件夹")
        return
    library = Library.open(settings, read_only=True)
    try:
        counts, state = library.store.counts(), library.store.seal.state()
        yield Observation("登记库", f"文件 {counts['documents']} 件，版本号 {library.store.revision}")
        if damage := library.store.seal.damage():
            yield Observation("登记库", damage, "fagui restore 备份 --data 新文件夹")
        elif state == "unreadable":
            yield Observation(
                "登记库", "校验和文件已损坏，登记库本身未见问题", "fagui verify；再收录一次即重新封存"
            )
        elif state == "open":
            yield Observation(
                "登记库",
                "正在收录，或上次写入没有正常结束",
                "若没有程序在收录：fagui verify，再运行一次 fagui ingest",
            )
        missing = library.missing_originals()
        if missing:
            yield Observation("登记库", f"有 {len(missing)} 份原件缺失", "fagui verify 列出；由备份恢复")
        newest = settings.register.stat().st_mtime
        if newest > time.time() + 3600:
            yield Observation("登记库", "登记库的时间在将来，时钟可能被调回", "核对系统时间（timedatectl）")
        readiness = library.readiness()
        if readiness.ready:
            yield Observation("索引", f"与登记库一致（版本号 {readiness.index}）")
        for note in readiness.notes:
            yield Observation("索引", note, "fagui reindex")
    finally:
        library.close()
    for fault in IndexFolder(settings.index).faults():
        yield Observation("索引", fault, "fagui reindex")


def _configuration(settings: Settings) -> Iterator[Observation]:
    server = settings.server
    if server.workers > (os.cpu_count() or 1) * 2:
        yield Observation(
            "设置",
            f"server.workers = {server.workers}，本机只有 {os.cpu_count()} 个核",
            "减少 workers，每个进程都占内存",
        )
    if not server.proxies:
        yield Observation(
            "设置",
            "没有声明反向代理（server.proxies = 0）：来自代理的请求不分用户、不限次数"
            if server.hosts
            else "直接服务，未声明反向代理",
        )
    if server.log and not server.log_file and server.log_days < 180:
        yield Observation(
            "设置", f"日志只留 {server.log_days} 天", "安全日志至少留 180 天：server.log_days = 180"
        )


_CHECKS: Final[tuple[Callable[[Settings], Iterator[Observation]], ...]] = (
    _environment,
    _fonts,
    _converters,
    _disk,
    _permissions,
    _record,
    _configuration,
)


def licences() -> list[tuple[str, str, str]]:
    """(package, version, licence) of everything the installed program runs on, its dependencies' dependencies too."""
    found: dict[str, tuple[str, str, str]] = {}
    todo = [name for name, _ in requirements()]
    while todo:
        name = todo.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            held = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found[key] = (held.metadata["Name"], held.version, _licence(held))
        matches = [_NAME.match(line) for line in held.requires or [] if "extra ==" not in line]
        todo += [match[1] for match in matches if match]
    return [found[key] for key in sorted(found)]


def _licence(held: importlib.metadata.Distribution) -> str:
    told = _first(held, "License-Expression")
    classified = [
        line.rpartition("::")[2].strip()
        for line in held.metadata.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    short = _first(held, "License")
    return told or "；".join(classified) or short or "未标明"


def _first(held: importlib.metadata.Distribution, name: str) -> str:
    return str(next(iter(held.metadata.get_all(name) or [""]))).strip().split("\n")[0]


def _said(*command: str) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_PATIENCE,
        check=False,
    )
    return done.stdout + done.stderr


def _existing(path: Path) -> Path:
    """The nearest folder that is there."""
    place = path.absolute()
    while not place.exists():
        place = place.parent
    return place


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
