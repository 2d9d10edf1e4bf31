"""What is kept for the user between runs: settings, how each prompt set was shown, and prompts."""
