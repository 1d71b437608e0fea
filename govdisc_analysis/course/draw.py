"""Reports of a class corpus, drawn with a seed by the package's own simulator."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from govdisc_analysis.simulate.agencies import draw_agency
from govdisc_analysis.simulate.cells import CellHabit
from govdisc_analysis.simulate.compose import compose
from govdisc_analysis.simulate.dice import dice
from govdisc_analysis.simulate.history import YearCounts, build_history
from govdisc_analysis.simulate.model import Agency, Draft, Paragraph, Value
from govdisc_analysis.simulate.noise import cell_zero, number_style
from govdisc_analysis.simulate.plan import Plan
from govdisc_analysis.simulate.render import extension, render
from govdisc_analysis.simulate.render_text import marker

Suits = Callable[[Draft], bool]
_TRIES, _FEW_TRIES = 600, 40
_LOOKS = ("html", "html_word", "html_br")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report that a lesson needs: its form, year, file format, and what must be in it.

    `edit` changes the composed report; `suits` is asked afterwards.
    """

    variant: str
    year: int
    look: str = "html"
    error: str = ""
    noises: tuple[str, ...] = ()
    suits: Suits = lambda _: True
    edit: Callable[[Draft], Draft] = lambda draft: draft


def draw_reports(seed: int, wanted: Sequence[Wanted]) -> list[Draft]:
    """One report for each wish, every one of another agency.

    Raises:
        RuntimeError: no draw fulfils a wish; the wish is wrong, not the seed.
    """
    names: set[str] = set()
    drafts = []
    for serial, wish in enumerate(wanted):
        draft = next(d for d in _tries(seed, serial, wish) if d.agency.name not in names)
        names.add(draft.agency.name)
        drafts.append(draft)
    return drafts


def _tries(seed: int, serial: int, wish: Wanted) -> Iterator[Draft]:
    for attempt in range(_TRIES):
        agency = draw_agency(serial, dice(seed, "agency", serial, attempt))
        history = build_history(
            agency, (wish.year - 1, wish.year), dice(seed, "history", serial, attempt)
        )
        draft = _one(seed, serial, agency, (history[0], history[1]), wish, attempt)
        if bool(draft.planted) == bool(wish.error) and wish.suits(draft):
            yield draft
    raise RuntimeError(f"no draw of {wish.variant} {wish.year} fits after {_TRIES} tries")


def draw_panel_of(
    seed: int,
    agencies: int,
    variants: Mapping[int, str],
    *,
    busy: float = 1.0,
    wrong: Mapping[int, str] | None = None,
) -> list[Draft]:
    """The same agencies in every year, each year in the form of its time.

    Args:
        seed: of the draw.
        agencies: how many.
        variants: the form of each year; consecutive years.
        busy: factor on the size of every agency.
        wrong: the error to plant in a report, by its number in the order of the drafts.
    """
    years = sorted(variants)
    drafts: list[Draft] = []
    names: set[str] = set()
    for number in range(agencies):
        agency = next(
            found
            for attempt in range(_TRIES)
            if (found := draw_agency(number, dice(seed, "agency", number, attempt))).name
            not in names
        )
        names.add(agency.name)
        agency = replace(agency, scale=agency.scale * busy)
        history = build_history(
            agency, range(years[0] - 1, years[-1] + 1), dice(seed, "history", number)
        )
        for before, now in pairwise(history):
            serial = len(drafts)
            look, error = _LOOKS[serial % len(_LOOKS)], (wrong or {}).get(serial, "")
            wish = Wanted(variants[now.year], now.year, look, error)
            drafts.append(_with_error(seed, serial, agency, (before, now), wish))
    return drafts


def _with_error(
    seed: int, serial: int, agency: Agency, counts: tuple[YearCounts, YearCounts], wish: Wanted
) -> Draft:
    """The first draw in which the error could be planted; where none can, the last."""
    for attempt in range(_FEW_TRIES):
        draft = _one(seed, serial, agency, counts, wish, attempt)
        if bool(draft.planted) == bool(wish.error):
            break
    return draft


def _one(
    seed: int,
    serial: int,
    agency: Agency,
    counts: tuple[YearCounts, YearCounts],
    wish: Wanted,
    attempt: int,
) -> Draft:
    """The report, with the line that calls it synthetic on top, where a reader sees it."""
    rng = dice(seed, "report", serial, wish.year, attempt)
    style = number_style(wish.noises, rng)
    zero, _ = cell_zero(wish.noises, wish.look, rng)
    habit = CellHabit(style, rng, zero, 1.0)
    plan = Plan(agency, counts[1], counts[0], wish.variant, style, habit, wish.error, (), serial)
    draft = compose(plan, rng)
    name = f"class_{serial:03d}_{wish.year}{extension(wish.look)}"
    marked = (Paragraph(marker(), firm=True), *draft.blocks)
    whole = replace(draft, blocks=marked, format=wish.look, noises=wish.noises, path=name)
    return wish.edit(whole)


def cells_of(draft: Draft) -> tuple[Value, ...]:
    """The printed cells of a report's forms."""
    return draft.values


def as_files(drafts: Sequence[Draft], seed: int) -> dict[str, bytes]:
    """File name and bytes of each report; the same seed gives the same bytes."""
    return {draft.path: render(draft, dice(seed, "render", draft.path)) for draft in drafts}


def report_id_of(content: bytes) -> str:
    """The id that the package gives to a file with these bytes."""
    return hashlib.sha256(content).hexdigest()[:16]


def mixed_seed(lesson: int, seed: int, student: str) -> int:
    """One number for lesson, class and student; another student has another corpus.

    >>> mixed_seed(1, 7, "") == mixed_seed(1, 7, ""), mixed_seed(1, 7, "") == mixed_seed(1, 7, "A")
    (True, False)
    """
    text = f"{lesson}|{seed}|{student.strip()}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")
