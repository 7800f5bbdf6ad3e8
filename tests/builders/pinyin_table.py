"""Makes ``corpus/pinyin.txt`` from pypinyin's tables: ``python tests/builders/pinyin_table.py > corpus/pinyin.txt``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

HEAD = """\
# How Han characters sound, without tones: a sound with the characters read so; then words of two characters
# of which one is read otherwise than alone. From pypinyin's tables (MIT licence).
"""


def table() -> Iterator[str]:
    """The lines of the file."""
    yield HEAD
    sounds: dict[str, list[str]] = {}
    for code in sorted(PINYIN_DICT):
        if 0x4E00 <= code <= 0x9FFF:
            sounds.setdefault(_sound(chr(code))[0], []).append(chr(code))
    for sound, characters in sorted(sounds.items()):
        yield f"{sound} {''.join(characters)}"
    yield ""
    for word in sorted(PHRASES_DICT):
        if len(word) != 2 or not all(0x4E00 <= ord(char) <= 0x9FFF for char in word):
            continue
        several = any("," in PINYIN_DICT.get(ord(char), "") for char in word)
        alone = [_sound(char)[0] for char in word]
        read = _sound(word)
        if several and read != alone:
            yield f"{word} {' '.join(read)}"


def _sound(text: str) -> list[str]:
    # ü is written v, as people type it.
    return [str(sound) for sound in lazy_pinyin(text)]


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
