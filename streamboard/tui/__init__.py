"""The board on the screen: a Textual app that draws what `streamboard.board` has folded."""
