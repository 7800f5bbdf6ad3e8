"""The heap of this process: what a large document took of it is given back to the system."""

from __future__ import annotations

import contextlib
import ctypes


def give_back() -> None:
    """Memory that is no longer used, to the system; where the C library cannot, it is used again in time."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
