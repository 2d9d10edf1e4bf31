"""What is kept for the user between runs: settings, how each prompt set was shown, votes, and prompts."""
