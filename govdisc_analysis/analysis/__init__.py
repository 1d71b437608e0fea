"""What the notebooks ask: each function takes a study and gives a frame, estimates or a sentence.

>>> from govdisc_analysis.analysis import read_selection
>>> read_selection(years="2016:2020").years
(2016, 2020)
"""

from govdisc_analysis.analysis import (
    changes,
    corpus,
    harmonised,
    menu,
    method,
    outcomes,
    problems,
    trust,
    volumes,
)
from govdisc_analysis.analysis.selection import (
    Selection,
    Study,
    open_study,
    read_levels,
    read_selection,
    select,
)
from govdisc_analysis.analysis.sentences import Passage, as_table, say

__all__ = [
    "Passage",
    "Selection",
    "Study",
    "as_table",
    "changes",
    "corpus",
    "harmonised",
    "menu",
    "method",
    "open_study",
    "outcomes",
    "problems",
    "read_levels",
    "read_selection",
    "say",
    "select",
    "trust",
    "volumes",
]
