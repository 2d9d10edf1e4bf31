"""Cleans text, redacts secrets, keeps files private, limits nesting and reports crashes."""
