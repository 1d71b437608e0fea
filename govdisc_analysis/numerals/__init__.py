"""Find the numbers of a text, say what kind each is, and turn "18万余条" into an interval.

Nothing here knows what a number counts; that is :mod:`govdisc_analysis.prose`. The words and
patterns are data: codebook/numerals.toml and codebook/approximate.csv.
"""

from govdisc_analysis.numerals.digits import is_denied, with_digits
from govdisc_analysis.numerals.find import find_numbers
from govdisc_analysis.numerals.record import Kind, Number

__all__ = ["Kind", "Number", "find_numbers", "is_denied", "with_digits"]
