"""Canvases, scenes, palettes and themes."""
