"""Reading a prompt set loads neither the SDK nor a screen nor a web server."""

from __future__ import annotations

import subprocess
import sys


def test_nothing_heavy_is_imported() -> None:
    script = (
        "import sys, streamboard.promptset as promptset\n"
        "promptset.expand(promptset.parse('prompts: [x]'))\n"
        "promptset.json_schema()\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(result.stdout.split())
    assert {"pydantic", "yaml", "streamboard"} <= loaded
    assert not loaded & {"anthropic", "textual", "rich", "starlette", "uvicorn", "aiohttp", "httpx2"}
