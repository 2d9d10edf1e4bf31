"""Environments of child processes, with no key but their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_NAMES = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TZDIR", "GCONV_PATH"),
        *("TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV"),
        # Windows finds its libraries and the user's folders by these.
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
"""Prefixes of variables that decide where the engine connects, and as whom."""
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
"""Not `LLAMA_`: it could change the address or key of `llama-server`."""


def for_child(
    environment: Mapping[str, str], *, prefixes: Iterable[str] = (), names: Iterable[str] = ()
) -> dict[str, str]:
    """`prefixes` are upper case and match in any case; `names` match exactly."""
    wanted, begins = {*names}, (*_PREFIXES, *prefixes)
    return {
        name: value
        for name, value in environment.items()
        if name in wanted or name.upper() in _NAMES or name.upper().startswith(begins)
    }
