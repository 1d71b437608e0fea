"""How a record asks to be shown in a notebook, without knowing who draws it.

Records stand at the bottom of the house, `show` near its top. A record names the drawing that it
wants; the drawing is looked up when a notebook asks, so that nothing below depends on it.
"""

from importlib import import_module
from typing import Any

_DRAWINGS = "govdisc_analysis.show"


class Shown:
    """Something to look at: HTML in a notebook, text in a console.

    >>> Shown("a < b", "<p>a &lt; b</p>")
    a < b
    """

    __slots__ = ("_html", "_text")

    def __init__(self, text: str, html: str) -> None:
        self._text, self._html = text, html

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return str(self._html)


def draw(drawing: str, record: object, *words: Any) -> Any:
    """What `govdisc_analysis.show` makes of a record.

    Args:
        drawing: the name of one of its functions, such as report_card.
        record: what is drawn.
        words: further arguments of that function.
    """
    return getattr(import_module(_DRAWINGS), drawing)(record, *words)
