"""What a child process says."""

from __future__ import annotations

import subprocess

from tests.support.engines import PATIENCE_S


def rest_of(child: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what remains of both outputs once the child has ended.

    After lines were read, `communicate` would lose those that Python had read ahead.
    """
    assert child.stdout is not None
    assert child.stderr is not None
    said = child.stdout.read(), child.stderr.read()
    child.wait(PATIENCE_S)
    return said
