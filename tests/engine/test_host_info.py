"""What a run file says of the machine."""

from __future__ import annotations

import os

from streamboard.engine.host_info import this_machine


def test_the_machine_is_described_without_its_name() -> None:
    machine = this_machine()
    assert machine.system.startswith(os.uname().sysname)
    assert machine.architecture == os.uname().machine
    assert machine.cores is not None
    assert 1 <= machine.cores <= (os.cpu_count() or 1)
    assert os.uname().nodename not in repr(machine)
