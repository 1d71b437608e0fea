"""The map by province on the start page: tiles as inline SVG, empty ones with their reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from govdisc_analysis.analysis import outcomes
from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.panel import agency_years, figures_of
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.charts.tiles import Tile, class_limits, class_of, spread_of_classes, tiles
from govdisc_analysis.labels import number
from govdisc_analysis.site.words import Pair, pair

_ENOUGH = 4  # provinces with a share, for a map of shares; with fewer the map tells what was read


@dataclass(frozen=True, slots=True)
class MapTile:
    """A tile ready to be drawn: what it says, and its class from 1 to 5 (0 is empty)."""

    tile: Tile
    n: int
    level: int
    value: str
    note: Pair


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map with its scale."""

    key: str
    title: Pair
    axis: Pair
    alt: Pair
    source: Pair
    tiles: tuple[MapTile, ...]
    scale: tuple[tuple[int, str], ...]
    has_refused: bool
    unplaced: int


def map_of(study: Study) -> TileMap | None:
    """Shares of reports without a request where provinces allow one, else the reports read."""
    frame = agency_years(study)
    if frame["province"].dropna().empty:
        return None
    return _shares(study) or _coverage(study, frame)


def _coverage(study: Study, frame: pd.DataFrame) -> TileMap:
    counts = {str(k): int(v) for k, v in frame["province"].value_counts().items()}
    limits = class_limits(list(counts.values()))
    rows: dict[str, tuple[int, float | None, str, Pair]] = {
        name: (n, float(n), number(n), ("", "")) for name, n in counts.items()
    }
    unplaced = int(frame["province"].isna().sum())
    return _made(study, "coverage", rows, limits, len(frame), unplaced)


def _shares(study: Study) -> TileMap | None:
    frame = figures_of(study, "requests_received")
    if frame["province"].dropna().empty:
        return None
    zh, en = (
        outcomes.share_without(study.spoken_in(x), by="province").iloc[1:] for x in ("zh", "en")
    )
    if zh["low"].notna().sum() < _ENOUGH:
        return None
    rows: dict[str, tuple[int, float | None, str, Pair]] = {}
    for row, other in zip(zh.to_dict("records"), en.to_dict("records"), strict=True):
        told = not pd.isna(row["low"])
        words = f"{row['estimate']:.0%} ({row['low']:.0%}–{row['high']:.0%})" if told else ""
        note = ("", "") if told else (str(row["note"]), str(other["note"]))
        share = float(row["estimate"]) if told else None
        rows[str(row["group"])] = (int(row["n_reports"]), share, words, note)
    limits = _share_limits([share for _, share, _, _ in rows.values() if share is not None])
    return _made(study, "none", rows, limits, len(frame), int(frame["province"].isna().sum()))


def _share_limits(values: Sequence[float]) -> tuple[float, ...]:
    """Classes of a fifth each: equal steps, so that a colour means the same in every corpus."""
    return (0.0, 0.2, 0.4, 0.6, 0.8, 1.0) if values else ()


def _made(
    study: Study,
    key: str,
    rows: dict[str, tuple[int, float | None, str, Pair]],
    limits: tuple[float, ...],
    n: int,
    unplaced: int,
) -> TileMap:
    colours = spread_of_classes(max(1, len(limits) - 1))
    shown = []
    for tile in tiles():
        many, value, words, note = rows.get(tile.province, (0, None, "", pair("map_no_report")))
        level = 0 if value is None else 1 + colours[class_of(value, limits)]
        shown.append(MapTile(tile, many, level, words, note))
    filled = [t for t in shown if t.level]
    title, source = (
        pair(f"map_{key}"),
        [source_note(study.spoken_in(x), n) for x in ("zh", "en")],
    )
    values = {"filled": len(filled), "refused": sum(1 for t in shown if t.n and not t.level)}
    told = pair("map_alt", **values, empty=sum(1 for t in shown if not t.n))
    return TileMap(
        key=key,
        title=title,
        axis=pair(f"map_{key}_axis"),
        alt=(f"{title[0]}。{told[0]}", f"{title[1]}. {told[1]}"),
        source=(source[0], source[1]),
        tiles=tuple(shown),
        scale=_scale(limits, colours, key == "none"),
        has_refused=bool(values["refused"]),
        unplaced=unplaced,
    )


def _scale(
    limits: tuple[float, ...], colours: Sequence[int], is_share: bool
) -> tuple[tuple[int, str], ...]:
    """A swatch for each class, with whole numbers that don't overlap."""
    if is_share:
        words = [f"{low:.0%}–{high:.0%}" for low, high in pairwise(limits)]
    else:
        last = len(limits) - 2
        ends = [
            (low, high if i == last else high - 1) for i, (low, high) in enumerate(pairwise(limits))
        ]
        words = [number(a) if a == b else f"{number(a)}–{number(b)}" for a, b in ends]
    return tuple((1 + colour, text) for colour, text in zip(colours, words, strict=False))
