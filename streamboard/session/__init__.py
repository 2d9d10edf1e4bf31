"""What the user changes during a run: conversations with attachments, and added or edited streams."""
