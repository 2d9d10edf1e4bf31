"""The environment variables that a child process gets: those it needs to run, and no key but its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_NAMES = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TZDIR", "GCONV_PATH"),
        *("TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV"),
        # Without these, Windows finds neither its libraries nor the user's folders.
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT"),
        *("USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA"),
    }
)
_PREFIXES = ("LC_", "LD_", "DYLD_", "MALLOC_", "NIX_", "PYTHON", "XDG_")

ENGINE = (
    "ANTHROPIC_",
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("SSL", "OPENSSL_", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"),
)
"""How the names begin that decide where the engine connects, and with which credentials."""
GPU = (
    "CUDA_",
    "NVIDIA_",
    "GGML_",
    "VK_",
    "MESA_",
    "HIP_",
    "HSA_",
    "ROCR_",
    "OMP_",
    "ONEAPI_",
    "SYCL_",
    "ZE_",
)
"""How the names begin that concern a model's computation.

Not `LLAMA_`: those could have `llama-server` listen elsewhere, or ask for another key than ours.
"""


def for_child(
    environment: Mapping[str, str], *, prefixes: Iterable[str] = (), names: Iterable[str] = ()
) -> dict[str, str]:
    """The part of an environment that a child process needs.

    Args:
        environment: Usually this process's own.
        prefixes: How further names begin that it needs, in upper or lower case.
        names: Further names, exactly.
    """
    wanted, begins = {*names}, (*_PREFIXES, *prefixes)
    return {
        name: value
        for name, value in environment.items()
        if name in wanted or name.upper() in _NAMES or name.upper().startswith(begins)
    }
