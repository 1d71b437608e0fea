"""Scores: folders compared with their truth, item by item."""
