"""`streamboard`, and `python -m streamboard`."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line; an interrupt during its import exits as quietly as any other."""
    try:
        from streamboard.cli.main import main as command_line
    except KeyboardInterrupt:
        os._exit(130)
    command_line()


if __name__ == "__main__":
    main()
