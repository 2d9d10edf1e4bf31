"""What a user makes of a run while it lasts: a conversation, what is attached to it, and changed streams."""
