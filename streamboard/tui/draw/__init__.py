"""Drawing rows of styled text: canvases, scenes, palettes and themes."""
