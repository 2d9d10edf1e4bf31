"""How thoroughly properties are looked at: by the profile of hypothesis that is chosen."""

from hypothesis import settings

EXAMPLES = settings().max_examples
"""Examples of a test that does not say how many: `--hypothesis-profile thorough` has more."""
