"""What the start page answers: a dozen sentences, every number of them computed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from govdisc_analysis.analysis import outcomes, problems, volumes
from govdisc_analysis.analysis.panel import agency_years, figures_of, is_too_wide
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.labels import number
from govdisc_analysis.reuse import ALIKE
from govdisc_analysis.site.answer import (
    Answer,
    interval_words,
    joined,
    limit_words,
    note_words,
    refusal_words,
    share_words,
    unstated,
    with_share,
)
from govdisc_analysis.site.findings import refusal_counts
from govdisc_analysis.site.words import Pair, code_pair, pair, pairs
from govdisc_analysis.stats.constants import MIN_GROUPS

_TOO_WIDE = 20.0  # limits of a ratio so far apart tell neither a fall nor a rise


def answers_of(study: Study, pages: Sequence[str] = ()) -> list[Answer]:
    """The start page's sentences.

    Args:
        study: the tables.
        pages: file names of the analyses that were run; others are not linked.
    """
    made = [maker(study) for maker in _MAKERS]
    return [replace(a, href=_evidence(a.href, pages)) for a in made if a is not None]


def _evidence(href: str, pages: Sequence[str]) -> str:
    """The analysis if it was run, else the rows."""
    first, _, other = href.partition("|")
    return first if first in pages or not other else other


def _corpus(study: Study) -> Answer:
    reports, frame = study.tables.reports, agency_years(study)
    unread = int((reports["status"] == "quarantined").sum())
    typed = reports["identity_basis"].fillna("").str.contains("hand_coded", regex=False).sum()
    href = "01_corpus.html|reports.html"
    if frame.empty:
        nothing = pair("answer_nothing", reports=len(reports), unread=unread)
        return Answer("corpus", nothing, href)
    text = pair(
        "answer_corpus",
        reports=len(reports) - unread,
        agencies=frame["agency_key"].nunique(),
        places=frame["province"].nunique(),
        span=_span(frame["year"]),
    )
    machine = len(reports) - unread - int(typed)
    how = "mixed" if typed and machine else "typed" if typed else "machine"
    more = pair(f"answer_{how}", machine=machine, typed=int(typed))
    rest = pair("answer_unread" if unread else "answer_all_read", unread=unread)
    return Answer("corpus", joined(text, more, rest), href)


def _span(years: "pd.Series[int]") -> str:
    first, last = int(years.min()), int(years.max())
    return str(first) if first == last else f"{first}–{last}"


def _published(study: Study) -> Answer | None:
    frame = figures_of(study, "proactive_total")
    if frame.empty:
        return unstated(study, "published", "02_volumes.html|data.html#indicators")
    href = "02_volumes.html|data.html#indicators?indicator=proactive_total"
    values = frame.groupby("agency_key")["value"].sum()
    if len(values) < MIN_GROUPS:
        return Answer("published", _few(frame["value"], len(values)), href)
    total = float(values.sum())
    text = pair(
        "answer_published",
        reports=len(frame),
        median=number(float(frame["value"].median())),
        largest=f"{values.max() / total:.0%}" if total else "–",
        agencies=len(values),
    )
    return Answer("published", text, href)


def _few(values: "pd.Series[float]", agencies: int) -> Pair:
    """What the reports of a handful of agencies state, where a median would say little."""
    least, most = number(float(values.min())), number(float(values.max()))
    span = least if least == most else f"{least}–{most}"
    told = {"reports": len(values), "agencies": agencies, "least": MIN_GROUPS}
    return pair("answer_published_few", span=span, **told)


def _levels(study: Study) -> Answer | None:
    rows = [(name, row) for name, row in volumes.typical_volume(study) if row.n_reports]
    if not rows:
        return None
    told = [(name, row) for name, row in rows if row.estimate is not None and not is_too_wide(row)]
    if not told:
        return Answer("levels", refusal_words(rows[0][1]), "02_volumes.html|data.html#indicators")
    parts = [
        pairs("answer_level", level=code_pair(name, "admin_level"), found=interval_words(row))
        for name, row in told
    ]
    listed = ("；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts))
    return Answer("levels", pairs("answer_levels", listed=listed), "02_volumes.html|data.html")


def _break(study: Study) -> Answer | None:
    frame = figures_of(study, "proactive_total")
    if frame.empty:
        return None
    row = volumes.break_in(study)
    href = "02_volumes.html|data.html#indicators?indicator=proactive_total"
    if row.estimate is not None and row.low and row.high:
        found = pair("interval_ratio", **limit_words(row))
        key = "answer_break_wide" if row.high / row.low > _TOO_WIDE else "answer_break"
        return Answer("break", pairs(key, found=found), href)
    many = int(frame["agency_key"].value_counts().gt(1).sum())
    values = {"repeated": many, "agencies": frame["agency_key"].nunique()}
    return Answer("break", pair("answer_break_refused", **values), href)


def _none(study: Study) -> Answer | None:
    frame = figures_of(study, "requests_received")
    if frame.empty:
        return unstated(study, "none", "03_outcomes.html|data.html#outcomes")
    row = outcomes.share_without(study).iloc[0]
    zeros = {"zeros": int((frame["value"] == 0).sum()), "reports": len(frame)}
    text = pair("answer_none", **zeros)
    told = with_share(study, text, row, outcomes.share_without)
    return Answer("none", told, "03_outcomes.html|data.html#outcomes?outcome=received")


def _granted(study: Study) -> Answer | None:
    href = "03_outcomes.html|data.html#outcomes"
    if outcomes.outcome_panel(study)["processed_total"].notna().sum() == 0:
        return unstated(study, "granted", href)
    found = outcomes.granted_rate(study)
    row = found.iloc[1]  # the average agency, of all that was processed
    if pd.isna(row["low"]):
        notes = note_words(study, outcomes.granted_rate, 1)
        return Answer("granted", pairs("answer_refused", why=notes), href)
    text = pair("answer_granted", n=int(row["n_reports"]), found=share_words(row))
    return Answer("granted", text, href)


def _redress(name: str) -> Callable[[Study], Answer | None]:
    def made(study: Study) -> Answer | None:
        values = outcomes.redress_figures(study, name)["value"]
        if values.empty:
            return unstated(study, name, "03_outcomes.html|data.html#redress")
        text = pair(
            f"answer_{name}",
            reports=len(values),
            none=int((values == 0).sum()),
            events=f"{values.sum():,.0f}",
        )
        return Answer(name, text, "03_outcomes.html|data.html#redress")

    return made


def _problems(study: Study) -> Answer | None:
    panel = problems.problem_panel(study)
    if panel.empty or not panel["stated"].any():
        key = "problems" if len(panel) else "problems_unread"
        return unstated(study, key, "04_problems.html|data.html#problems")
    names = list(problems.categories())
    counts = panel[names].sum().sort_values(ascending=False, kind="stable")
    most = int(counts.iloc[0])
    tied = [code_pair(str(name), "category") for name in counts.index[counts == most]]
    found = {
        "reports": len(panel),
        "stated": int(panel["stated"].sum()),
        "statements": len(problems.statements_of(study)),
        "count": most,
    }
    named = ("、".join(zh for zh, _ in tied), ", ".join(en for _, en in tied))
    key = "answer_problems" if most else "answer_problems_uncoded"
    zh, en = (pair(key, **found, category=name)[i] for i, name in enumerate(named))
    return Answer("problems", (zh, en), "04_problems.html|data.html#problems")


def _repeated(study: Study) -> Answer | None:
    """Statements whose agency was read in an earlier year: how many stood there already."""
    rows = problems.statements_of(study)
    years = study.tables.reports.set_index("report_id")
    agency, year = (rows["report_id"].map(years[c].to_dict()) for c in ("agency_id", "year"))
    first = year.groupby(agency).transform("min")
    later = rows[(year > first).fillna(False).astype(bool)]
    others = int((rows["repeats_others"].fillna(0) >= ALIKE).sum())
    if later.empty and not others:
        return None
    own = int((later["repeats_own"].fillna(0) >= ALIKE).sum())
    values = {"own": own, "later": len(later), "others": others, "all": len(rows)}
    key = "answer_repeated" if len(later) else "answer_repeated_others"
    return Answer("repeated", pair(key, **values), "agencies.html")


def _checks(study: Study) -> Answer | None:
    checks = study.tables.checks
    counts = checks["result"].value_counts()
    passed, failed = int(counts.get("passed", 0)), int(counts.get("failed", 0))
    if not passed + failed:
        return None
    bad = checks.loc[checks["result"] == "failed", "report_id"].nunique()
    text = pair("answer_checks", tested=f"{passed + failed:,}", failed=failed, bad=bad)
    unsure = int(counts.get("not_evaluable", 0))
    more = [pair("answer_checks_open", open=f"{unsure:,}")] if unsure else []
    return Answer("checks", joined(text, *more), "checks.html")


def _trace(study: Study) -> Answer | None:
    tables = study.tables
    figures = tables.indicators[tables.indicators["origin"] != "hand_coded"]
    cells = [tables.requests, tables.proactive, tables.redress]
    parts = [figures, *cells]
    numbers = sum(map(len, parts))
    if not numbers:
        return None
    placed = sum(int(part["start"].notna().sum()) for part in parts)
    exact = sum(int(part["raw_start"].notna().sum()) for part in parts)
    text = pair("answer_trace", numbers=f"{numbers:,}", placed=f"{placed:,}", exact=f"{exact:,}")
    return Answer("trace", text, "data.html")


def _silence(study: Study) -> Answer | None:
    reasons = refusal_counts(study.tables)
    if not reasons:
        return None
    ((why, count),) = reasons.most_common(1)
    n, often = f"{reasons.total():,}", f"{count:,}"
    name = code_pair(why, "refusal")
    text = pairs("answer_silence", n=(n, n), count=(often, often), why=name)
    return Answer("silence", text, "about.html#refusals-h")


def _all_makers() -> Iterator[Callable[[Study], Answer | None]]:
    yield from (_corpus, _published, _levels, _break, _none, _granted)
    yield from (_redress("reviews"), _redress("litigations"))
    yield from (_problems, _repeated, _checks, _trace, _silence)


_MAKERS = tuple(_all_makers())
