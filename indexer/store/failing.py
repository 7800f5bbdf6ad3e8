"""What a person is told when the disk or the record's file fails: what it is, and what to do."""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ROOM: Final = (
    "磁盘已满，或文件超过系统所限的大小：没有写完的已撤销，已报告的都在；腾出空间后再运行同一命令"
)
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: _NO_ROOM,
    sqlite3.SQLITE_IOERR: "登记库读写失败，多半是磁盘已满或磁盘有故障：没有写完的已撤销，已报告的都在；查看磁盘后再运行同一命令",
    sqlite3.SQLITE_CORRUPT: "登记库文件已损坏：请用 fagui verify 查看，用 fagui restore 由备份恢复",
    sqlite3.SQLITE_NOTADB: "登记库文件已损坏：请用 fagui verify 查看，用 fagui restore 由备份恢复",
    sqlite3.SQLITE_READONLY: "登记库不能写：请查看数据文件夹的权限",
    sqlite3.SQLITE_CANTOPEN: "登记库打不开：请查看数据文件夹的权限和磁盘",
    sqlite3.SQLITE_BUSY: "另一个程序正在写登记库，请等它结束后再试",
}


def failure_said(problem: BaseException) -> str:
    """In words; empty when it is not the disk or the file that failed, but the program."""
    if isinstance(problem, OSError):
        return f"{_NO_ROOM}（{problem.filename or problem.strerror}）" if problem.errno in _FULL else ""
    # Only these two are the file's doing; the finer kinds (a constraint, a closed connection) are ours.
    if type(problem) in (sqlite3.OperationalError, sqlite3.DatabaseError):
        said = _SQLITE.get(getattr(problem, "sqlite_errorcode", 0) & 0xFF, "")
        return f"{said}（{problem}）" if said else ""
    return ""
