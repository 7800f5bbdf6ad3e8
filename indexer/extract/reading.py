"""What a reader gives back, and how it says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model.source import Block, Link, Meta, Remark


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of one file as its reader sees it; ``read_bytes`` adds the digest, the name and the format."""

    blocks: tuple[Block, ...]
    meta: tuple[Meta, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Unreadable(Exception):  # noqa: N818 - it names a state of the file, as the messages do
    """A file that cannot be read. ``code`` is a stable word (``encrypted``, ``no_text_layer``, ``limit_pages`` …),
    ``message`` plain Chinese that says what is wrong and what to do next."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
