"""The Anthropic Messages API: a client over Anthropic's SDK, and a decoder."""
