"""Budgets: how often one address may ask, a kind of request each. Time comes in; nothing here asks the clock."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from indexer.settings import ServerSettings

_MOST_ADDRESSES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds; none: no limit."""

    count: int
    seconds: int


class Budgets:
    """A bucket for each kind and address; the longest unseen are forgotten, so that memory stays flat."""

    def __init__(self, rates: Mapping[str, Rate]) -> None:
        self._rates = dict(rates)
        self._held: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, kind: str, address: str, now: float) -> int:
        """0 when the request is within its budget, else the seconds after which to come again."""
        rate = self._rates.get(kind)
        who = _client(address)
        if rate is None or rate.count <= 0 or not who:
            return 0
        speed = rate.count / rate.seconds
        with self._lock:
            left, then = self._held.pop((kind, who), (float(rate.count), now))
            # A clock set back gives nothing and takes nothing.
            left = min(float(rate.count), left + max(0.0, now - then) * speed)
            granted = left >= 1.0
            self._held[kind, who] = (left - 1.0 if granted else left, now)
            while len(self._held) > _MOST_ADDRESSES:
                self._held.popitem(last=False)
        return 0 if granted else max(1, math.ceil((1.0 - left) / speed))


def _client(address: str) -> str:
    """Whom an address stands for; empty for this machine. A subscriber of IPv6 has a whole /64."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif not ip.is_loopback:
            return str(ipaddress.ip_network((ip, 64), strict=False))
    return "" if ip.is_loopback else str(ip)


def rates_of(settings: ServerSettings) -> dict[str, Rate]:
    """The rates by kind of request."""
    return {
        "search": Rate(settings.searches_a_minute, 60),
        "api": Rate(settings.api_a_minute, 60),
        "page": Rate(settings.pages_a_minute, 60),
        "upload": Rate(settings.uploads_an_hour, 3600),
        "export": Rate(settings.exports_an_hour, 3600),
    }
