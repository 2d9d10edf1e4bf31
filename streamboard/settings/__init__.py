"""What is kept between runs: settings, each prompt set's look, and prompts."""
