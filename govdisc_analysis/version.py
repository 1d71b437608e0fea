"""The version that tables, releases, citations and the installed package name."""

__version__ = "0.1.0"
