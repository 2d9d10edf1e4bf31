"""Where requests go: the Anthropic API, a local model, the simulated server, or any base URL."""
