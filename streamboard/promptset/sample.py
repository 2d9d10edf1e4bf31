"""The prompt set that `streamboard init` writes; it runs as it is."""

from __future__ import annotations

from pathlib import Path

from streamboard.common.errors import UsageError
from streamboard.safety import private_files
from streamboard.safety.paths import shown

USUAL = "prompts.yaml"

SAMPLE = """\
# A prompt set: what to ask, of whom, and how. `streamboard FILE` opens it, `streamboard check FILE` tells
# what would run and sends nothing. Each key is described in docs/prompt-set.md of streamboard;
# `streamboard schema > schema.json` gives your editor the same.

title: My prompts

# Who answers. Unless named: the Anthropic API if there are credentials, else a small model on this machine,
# else the simulated server. The screen always says which.
# models: [claude-haiku-5-5, claude-sonnet-5-5]

# Servers of your own that speak the Messages API. The key stays in an environment variable.
# endpoints:
#   mine: {base_url: "http://127.0.0.1:8080", api_key_env: MY_KEY}

# For every stream. Any of it may stand in a model's entry or in a prompt, too.
defaults:
  max_tokens: 300
  # endpoint: mine
  # system: Answer in one sentence.
  # repeat: 3

# A prompt with {{topic}} in it makes one stream for each value.
vars:
  topic: [rain, rust]

prompts:
  - name: story
    prompt: Tell me a short story about a robot and {{topic}}.

  - name: sky
    prompt: Why is the sky blue?
    # What the answer has to be; the board shows when it was right.
    expect:
      - contains: light
      - max_words: 200

# When streams start, and how many at once.
# start: one-by-one
# concurrency: 4

# How long a stream may take, and what counts as fast enough.
limits: {first_token: 60s, idle: 60s}
slo: {ttft: 2s}
"""


def write_sample(path: Path) -> None:
    try:
        private_files.write(path, SAMPLE)
    except FileExistsError:
        raise UsageError(
            f"{shown(path)} exists already.", "Name another file: `streamboard init FILE`."
        ) from None
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be written: {error.strerror}.") from None
    except ValueError:
        raise UsageError(f"{shown(path)} is no file name.") from None
