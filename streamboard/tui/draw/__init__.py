"""Rows of styled text on the screen: what they are painted with and sent by."""
