"""Measures what every interval and test really does, on panels whose truth is known."""
