"""What a person would use in streamboard's place."""
