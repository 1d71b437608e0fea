"""A figure together with the table that it shows and the words that replace it."""

import textwrap
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from govdisc_analysis.charts.style import DPI, FAINT, WIDTH, set_style

_INCH = 72.0
_LEAST_HEIGHT = 2.4
_TITLE_SIZE, _NOTE_SIZE = 12.5, 8.0


Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Chart:
    """A drawn figure. A notebook shows it as a PNG with its alternative text."""

    name: str
    title: str
    figure: Figure
    table: pd.DataFrame
    alt: str

    def png(self) -> bytes:
        """The figure as PNG, the same bytes each time; drawn once, though shown and saved."""
        return self._png

    @cached_property
    def _png(self) -> bytes:
        buffer = BytesIO()
        self.figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
        return buffer.getvalue()

    def save(self, folder: str | Path) -> tuple[Path, Path]:
        """Write the figure (PNG) and its table (CSV); gives their paths."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        image, table = place / f"{self.name}.png", place / f"{self.name}.csv"
        image.write_bytes(self.png())
        self.table.to_csv(table, index=False, lineterminator="\n", encoding="utf-8")
        return image, table

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        about = {"alt": self.alt, "width": int(WIDTH * 96), "name": self.name, "title": self.title}
        return {"image/png": self.png(), "text/plain": self.alt}, {"image/png": about}


def show(shown: Shown, folder: str | Path = "") -> Shown:
    """What was given, for a notebook to display; a chart is written to a folder too, if named.

    Words that stand where nothing could be drawn pass through.
    """
    if folder and isinstance(shown, Chart):
        shown.save(folder)
    return shown


def new_figure(height: float) -> tuple[Figure, Axes]:
    """An empty figure of the common width, in the common look; no window, no global state."""
    set_style()
    figure = Figure(figsize=(WIDTH, max(height, _LEAST_HEIGHT)))
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


def finish(figure: Figure, axes: Axes, title: str, note: str) -> None:
    """Title above, source line below, both within the width, then the room that is left."""
    heading, foot = wrap(title[:1].upper() + title[1:], 88), wrap(note, 138)
    height = float(figure.get_figheight())
    figure.text(0.012, 1 - 0.1 / height, heading, fontsize=_TITLE_SIZE, va="top")
    figure.text(0.012, 0.08 / height, foot, fontsize=_NOTE_SIZE, color=FAINT, va="bottom")
    top = (len(heading.splitlines()) * _TITLE_SIZE * 1.45) / _INCH + 0.1
    bottom = (len(foot.splitlines()) * _NOTE_SIZE * 1.6) / _INCH + 0.06
    axes.title.set_text("")
    figure.tight_layout(rect=(0, bottom / height, 1, 1 - top / height))
    shorten_to_axes(axes)


def shorten_to_axes(axes: Axes) -> None:
    """Cut words within the axes that are wider than these; the figure's table has them whole."""
    room = axes.get_window_extent().width
    for text in axes.texts:
        words = text.get_text()
        while words and text.get_window_extent().width > room:
            words = words[:-1].rstrip()
            text.set_text(f"{words}…")


def wrap(text: str, width: int) -> str:
    """Break lines at a width in columns; a Chinese character takes two.

    >>> wrap("一二三四五六", 8).splitlines()
    ['一二三四', '五六']
    >>> wrap("one two three", 8).splitlines()
    ['one two', 'three']
    """
    lines = []
    for paragraph in text.splitlines():
        lines += _lines(paragraph, width)
    return "\n".join(lines)


def _lines(text: str, width: int) -> list[str]:
    if not any(_columns(c) == 2 for c in text):
        return textwrap.wrap(text, width) or [""]
    lines, line = [], ""
    for c in text:
        if sum(map(_columns, line + c)) > width and c not in "，。；：、）%":
            lines.append(line)
            line = ""
        line += c
    return [*lines, line]


def _columns(c: str) -> int:
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1
