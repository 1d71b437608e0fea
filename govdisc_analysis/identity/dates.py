"""Reporting year, reporting period and date of publication."""

import calendar
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.identity.evidence import Around, closing_lines
from govdisc_analysis.identity.patterns import may_stand, rewrite, rule

TEN = "10"
LINE, DATE_SPAN = 100, 24
"""Longest line that is a title's own; where prose follows in it, the date comes at once."""
NEAR = 5
"""Lines below the title that may hold the date of publication."""
DATE_KEYS = ("pubdate", "publishdate", "pubtime", "publishtime", "createdate", "date")


@dataclass(frozen=True, slots=True)
class Period:
    """Stated period; a missing side is not stated."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """All that the text tells about time, with what decided it."""

    year: int | None
    period: Period
    published_on: date | None
    is_partial: bool
    basis: Mapping[str, str]


def to_year(text: str) -> int | None:
    """Year in ASCII or Chinese digits; of a span (2016-2017学年) the last.

    >>> to_year("二〇一七年"), to_year("2016-2017学年"), to_year("")
    (2017, 2017, None)
    """
    found = [m.group().translate(digits()) for m in rule("year").finditer(text)]
    return int(found[-1]) if found else None


def _day(year: str, month: str, day: str | None) -> date | None:
    y, m = int(year), int(month)
    if not 1 <= m <= 12:
        return None
    last = calendar.monthrange(y, m)[1]
    number = int(day) if day else last
    return date(y, m, number) if 1 <= number <= last else None


@lru_cache(maxsize=1)
def digits() -> dict[int, str]:
    """Chinese digits of years and days, to ASCII ones."""
    rows = load_csv("date_digits.csv")
    return {ord(row["character"]): row["digit"] for row in rows if row["digit"] != TEN}


@lru_cache(maxsize=1)
def _ten() -> str:
    return next(row["character"] for row in load_csv("date_digits.csv") if row["digit"] == TEN)


def _chinese_number(text: str) -> int:
    """Number up to 31: 十二, 三十一, 廿 excluded."""
    tens, mark, ones = text.rpartition(_ten())
    if not mark:
        return int(text.translate(digits()))
    return 10 * int(tens.translate(digits()) or 1) + int(ones.translate(digits()) or 0)


def find_date(text: str) -> date | None:
    """First full date in a text, in any of its usual forms."""
    found = rule("date").search(text) or rule("short_date").search(text)
    if found:
        return _day(found["y"], found["m"], found["d"])
    spelt = rule("chinese_date").search(text)
    if spelt is None:
        return None
    year = spelt["y"].translate(digits())
    return _day(year, str(_chinese_number(spelt["m"])), str(_chinese_number(spelt["d"])))


def find_period(text: str) -> Period:
    """Period that the report says its figures cover."""
    in_figures = rule("period_in_figures").finditer(text)
    for found in chain(rule("full_period").finditer(text), in_figures):
        second = found["y2"] or found["y1"]
        start = _day(found["y1"], found["m1"], found["d1"] or "1")
        end = _day(second, found["m2"], found["d2"])
        if start and end and 27 < (end - start).days < 400:
            if (end.month, end.day) == (1, 1):  # 2014年1月1日起至2015年1月1日止
                end -= timedelta(days=1)
            return Period(start, end)
    if not may_stand("end_only", text):
        return Period()
    for found in rule("end_only").finditer(text):
        if int(found["m"]) >= 10:
            return Period(None, _day(found["y"], found["m"], found["d"]))
    return Period()


def _year_end(text: str) -> Period:
    """The last day of a year, where a later section says that its figures run to it."""
    if not may_stand("end_only", text):
        return Period()
    for found in rule("end_only").finditer(text):
        end = _day(found["y"], found["m"], found["d"])
        if end and (end.month, end.day) == (12, 31):
            return Period(None, end)
    return Period()


def _published(around: Around, title_line: str, behind: str) -> tuple[date | None, str]:
    head, tail, meta = around.head, around.tail, around.meta
    for key in DATE_KEYS:
        if meta.get(key) and (found := find_date(meta[key])):
            return found, "metadata"
    for place in (head, tail):
        for label in rule("published_label").finditer(place):
            found = find_date(place[label.end() : label.end() + 20])
            if found:
                return found, "metadata"
    found = find_date(title_line if len(title_line) <= LINE else _at_once(behind))
    if found:
        return found, "title"
    found = _date_near_title(head, title_line, behind)
    return (found, "metadata") if found else (None, "")


def _at_once(behind: str) -> str:
    """What follows the title, if a date begins it."""
    rest = rule("opening_marks").sub("", behind[:LINE])
    return rest[:DATE_SPAN] if rule("date").match(rest) else ""


def _date_near_title(head: str, title_line: str, behind: str) -> date | None:
    """Date in a line of its own below the title, else above it; the lines next to it only."""
    above = head.partition(title_line)[0] if title_line else ""
    below = [line for line in behind.split("\n") if line.strip()][:NEAR]
    near = [*below, *[line for line in above.split("\n") if line.strip()][-2:]]
    found = (rule("date_line").search(line) for line in near if len(line) <= 80)
    return next((day for m in found if m and (day := find_date(m["day"]))), None)


def _signed(tail: str) -> date | None:
    """Date that stands alone on one of the last lines."""
    for line in closing_lines(tail)[:12]:
        bare = rewrite("signed", line)
        bare = bare if len(bare) <= 24 else line
        found = find_date(bare) if len(bare) <= 24 and ":" not in bare else None
        if found and (rule("date").match(bare) or rule("century").match(bare)):
            return found
    return None


def _opening_year(head: str) -> int | None:
    """The first year that is said, unless that is said once and a later one again and again."""
    bare = rewrite("undated", head)
    said = Counter(int(found["digits"]) for found in rule("year_said").finditer(bare))
    if said:
        first = next(iter(said))
        later = max(said, key=lambda year: (said[year], year))
        return later if later > first and said[later] > 2 * said[first] else first
    spelt = rule("year").search(bare)
    return to_year(spelt.group()) if spelt and not spelt["digits"] else None


def _before(published: date | None) -> int | None:
    """Year of an undated report: the one before it came out, or that of its last two months."""
    if published is None:
        return None
    return published.year if published.month >= 11 else published.year - 1


def _year(
    title_year: int | None, period: Period, head: str, out: date | None
) -> tuple[int | None, str]:
    said = period.start or period.end
    of_period = period.end.year if period.start and period.end else (said.year if said else None)
    came_early = out is not None and out.year == title_year and out.month <= 6
    if title_year and of_period == title_year - 1 and came_early:
        return of_period, "period"
    if title_year:
        return title_year, "title"
    if period.start and of_period:
        return of_period, "period"
    opening = _opening_year(head)
    if opening and (out is None or opening <= out.year):
        return opening, "opening"
    if of_period:
        return of_period, "period"
    ended = rule("year_end_said").search(head)
    if ended and (out is None or int(ended["digits"]) < out.year):
        return int(ended["digits"]), "period"
    guess = _before(out)
    if guess:
        return guess, "inferred"
    cited = rule("report_year_cited").search(head)
    return (int(cited["digits"]), "inferred") if cited else (None, "")


def read_dates(text: str, body: str, around: Around, year_text: str, title_line: str) -> Dates:
    """Year, period and publication of one report.

    Args:
        text: the whole cleaned text.
        body: its beginning, behind the title.
        around: its head, its last lines and the page's metadata.
        year_text: the year as the title prints it.
        title_line: the line of the title, which may end in a date.
    """
    published, published_basis = _published(around, title_line, body)
    signed = _signed(around.close)
    period = find_period(text[:1500])
    period = period if period.end else _year_end(text)
    out = published or signed
    if published is None and signed:
        published, published_basis = signed, "signature"
    year, year_basis = _year(to_year(year_text), period, body, out)
    if year and period.end and period.end.year != year:
        period = Period()
    first_out = min((d for d in (published, signed) if d), default=None)
    basis = {
        "year": year_basis,
        "published_on": published_basis,
        "period_start": "stated" if period.start else "",
        "period_end": "stated" if period.end else "",
    }
    return Dates(
        year,
        period,
        published,
        _is_partial(year, period, first_out),
        {k: v for k, v in basis.items() if v},
    )


def _is_partial(year: int | None, period: Period, out: date | None) -> bool:
    """True if the period leaves out a part of the year, or the report came before its end."""
    if year is None:
        return False
    if period.start and period.start.month > 1 and period.start.year == year:
        return True
    if period.end and period.end.year == year and period.end < date(year, 12, 31):
        return True
    if period.start and period.end:  # said to be whole; a day before its end is a slip
        return False
    return out is not None and out < (period.end or date(year, 12, 31)) and out.year == year
