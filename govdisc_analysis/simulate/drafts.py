"""Which agencies report for which years, and what each of their reports looks like."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from random import Random

from govdisc_analysis.simulate.agencies import draw_agency
from govdisc_analysis.simulate.cells import CellHabit
from govdisc_analysis.simulate.compose import compose
from govdisc_analysis.simulate.dice import chance, dice, pick_share
from govdisc_analysis.simulate.history import YearCounts, build_history
from govdisc_analysis.simulate.model import Agency, Draft
from govdisc_analysis.simulate.noise import add_noise, cell_zero, choose_noises, number_style
from govdisc_analysis.simulate.plan import Plan
from govdisc_analysis.simulate.render import extension
from govdisc_analysis.simulate.shares import ERRORS, YEARS, Shares


def draw_drafts(reports: int, shares: Shares, seed: int) -> list[Draft]:
    """As many reports as are wanted, agency by agency."""
    drafts: list[Draft] = []
    number = 0
    names: set[str] = set()
    while len(drafts) < reports:
        agency = _new_agency(number, names, seed)
        drafts += _agency_drafts(agency, len(drafts), reports - len(drafts), shares, seed)
        number += 1
    return drafts


def _new_agency(number: int, names: set[str], seed: int) -> Agency:
    """An office with a name of its own; when names run out, one that was there already."""
    for attempt in range(30):
        agency = draw_agency(number, dice(seed, "agency", number, attempt))
        if agency.name not in names:
            break
    names.add(agency.name)
    return agency


def _agency_drafts(
    agency: Agency, before: int, wanted: int, shares: Shares, seed: int
) -> list[Draft]:
    number = agency.number
    rng = dice(seed, "history", number)
    variants = _variants(rng, shares)
    # One year more than is printed, so that every report has a last year to speak of.
    first, last = min(variants), max(variants)
    history = build_history(agency, range(first - 1, last + 1), rng)
    drafts: list[Draft] = []
    for before_counts, counts in pairwise(history):
        if counts.year not in variants or len(drafts) == wanted:
            continue
        old = tuple(problem.text for problem in drafts[-1].problems) if drafts else ()
        one = dice(seed, "report", number, counts.year)
        serial = before + len(drafts)
        year_pair = (before_counts, counts)
        drafts.append(_one(serial, agency, year_pair, variants[counts.year], old, one, shares))
    return drafts


def _variants(rng: Random, shares: Shares) -> dict[int, str]:
    """The years for which one office reports, and the variant of each; some years are missing."""
    possible = shares.possible()
    first_choice = pick_share(rng, possible)
    low = max(shares.years[0], YEARS[first_choice][0])
    high = min(shares.years[1], YEARS[first_choice][1])
    start = rng.randint(low, high)
    chosen = {start: first_choice}
    year = start
    for _ in range(rng.choice((0, 1, 2, 3))):
        year += 1
        if year > shares.years[1]:
            break
        open_now = {
            name: share * (6 if name == chosen.get(year - 1) else 1)
            for name, share in possible.items()
            if YEARS[name][0] <= year <= YEARS[name][1]
        }
        if open_now and not chance(rng, 0.12):
            chosen[year] = pick_share(rng, open_now)
    return chosen


def _one(
    serial: int,
    agency: Agency,
    counts: tuple[YearCounts, YearCounts],
    variant: str,
    old: tuple[str, ...],
    rng: Random,
    shares: Shares,
) -> Draft:
    look, zipped = _look(rng, shares.formats)
    error = rng.choice(ERRORS) if chance(rng, shares.errors) else ""
    noises = choose_noises(look, shares.noises, error, rng)
    style = number_style(noises, rng)
    zero, share = cell_zero(noises, look, rng)
    dressed = "cell_units" in noises
    habit = CellHabit(style, rng, zero, share, units=dressed, signs=dressed)
    # Only prose is ever sent in before the year is over.
    partial = variant in ("narrative", "summary") and chance(rng, 0.06)
    now, before = counts[1], counts[0]
    plan = Plan(agency, now, before, variant, style, habit, error, old, serial, partial)
    draft = compose(plan, rng)
    site = look == "html_gov" or "furniture" in noises
    dateline = site or (extension(look) == ".txt" and chance(rng, 0.4))
    draft = add_noise(replace(draft, format=look, noises=noises, dateline=dateline), rng)
    name = f"sim_{serial:05d}_{draft.year}{extension(look)}"
    # Zip files of a dozen reports each.
    archive = f"sim_archive_{serial // 200:03d}.zip" if zipped else ""
    return replace(draft, archive=archive, path=f"{archive or draft.year}/{name}")


def _look(rng: Random, formats: Mapping[str, float]) -> tuple[str, bool]:
    """A format, and whether the file goes into a zip file."""
    look = pick_share(rng, formats)
    if look != "zip":
        return look, False
    others = {name: share for name, share in formats.items() if name != "zip" and share > 0}
    return (pick_share(rng, others) if others else "html"), True
