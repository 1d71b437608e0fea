"""Measurements of the package beside what a user would pick instead. Not part of the package."""
