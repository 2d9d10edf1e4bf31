"""Keeps users safe: cleans text, redacts secrets, keeps files private, limits nesting and reports crashes."""
