"""The Textual app that draws what `streamboard.board` has folded."""
