"""What is kept for the user from run to run: settings, the look of each prompt set, votes and prompts."""
