"""Tells this machine's own addresses."""

from __future__ import annotations

import ipaddress


def names_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
