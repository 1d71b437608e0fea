"""What a regional report says first: a place beside its peers, in sentences."""

from govdisc_analysis.analysis import corpus, outcomes, problems
from govdisc_analysis.analysis.panel import (
    agency_years,
    figures_of,
)
from govdisc_analysis.analysis.parts import Prose, prose
from govdisc_analysis.analysis.place import Place, words
from govdisc_analysis.analysis.region_charts import typical
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import in_words
from govdisc_analysis.labels import label
from govdisc_analysis.stats.constants import MIN_GROUPS
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.rates import estimate_rate

_NAMED_KINDS = 3
_FIGURES = ("proactive_total", "requests_received")


def summary(place: Place) -> Prose:
    """Title, what there is, who the peers are, and the main findings in sentences."""
    tongue, frame = place.language, agency_years(place.own)
    reports = place.own.tables.reports
    title = words("title", tongue, name=place.name)
    if frame.empty:
        nothing = words("nothing", tongue, reports=len(reports))
        return prose(nothing, str(corpus.limits(place.own)), title=title)
    unread = int((reports["status"] == "quarantined").sum())
    what = words(
        "what",
        tongue,
        reports=len(reports),
        agencies=frame["agency_key"].nunique(),
        first=int(frame["year"].min()),
        last=int(frame["year"].max()),
    )
    if unread:
        space = "" if tongue == "zh" else " "
        what += space + words("what.unread", tongue, unread=unread)
    lines = [what, *few_words(place), peer_words(place)]
    said: set[str] = set()
    for indicator in _FIGURES:
        lines += typical_words(place, indicator, said)
    lines += [*granted_words(place, said), *kinds_words(place)]
    compare = [words("compare", tongue)] if len(place.peers.tables.reports) else []
    return prose(*lines, *compare, str(corpus.limits(place.own)), title=title)


def few_words(place: Place) -> list[str]:
    """Which figures too few agencies state for an interval; nothing if all are stated by enough."""
    tongue, comma = place.language, "、" if place.language == "zh" else ", "
    stated = {x: figures_of(place.own, x)["agency_key"].nunique() for x in _FIGURES}
    scarce = {x: n for x, n in stated.items() if n < MIN_GROUPS}
    if not scarce:
        return []
    found = [words("few.figure", tongue, what=label(x, tongue), n=n) for x, n in scarce.items()]
    return [words("few", tongue, found=comma.join(found), least=MIN_GROUPS)]


def peer_words(place: Place) -> str:
    """Who the peers are, and how many."""
    tongue, frame = place.language, agency_years(place.peers)
    if frame.empty:
        return words("peers.none", tongue)
    comma = "、" if tongue == "zh" else ", "
    first, last = place.peers.selection.years or (frame["year"].min(), frame["year"].max())
    return words(
        "peers",
        tongue,
        first=int(first),
        last=int(last),
        n=len(frame),
        agencies=frame["agency_key"].nunique(),
        levels=len(place.levels),
        names=comma.join(label(x, tongue) for x in place.levels),
        kind=words("peers.kind", tongue, kind=label(place.kind, tongue)) if place.kind else "",
    )


def typical_words(place: Place, indicator: str, said: set[str] | None = None) -> list[str]:
    """The typical agency's count, the place and its peers, each with interval or refusal.

    A reason that is among the `said` codes is not told again.
    """
    tongue, what = place.language, label(indicator, place.language)
    found = []
    for name, _ in place.sides():
        row = place.once(typical, name, indicator)
        stated = len(place.once(figures_of, name, indicator))
        text = _once(row, tongue, said, is_share=False)
        told = {"what": what, "name": name, "n": row.n_reports, "stated": stated, "found": text}
        found.append(words("typical" if stated else "typical.none", tongue, **told))
    return found


def granted_words(place: Place, said: set[str] | None = None) -> list[str]:
    """The share granted in full, the place and its peers, each with interval or refusal."""
    tongue, found = place.language, []
    for name, study in place.sides():
        row = _granted(study)
        text = _once(row, tongue, said)
        found.append(words("granted", tongue, name=name, n=row.n_reports, found=text))
    return found


def _once(row: Estimate, tongue: str, said: set[str] | None, is_share: bool = True) -> str:
    """The number in words, or why there is none, in full the first time a reason is told."""
    if row.ok or said is None:
        return in_words(row, tongue, is_share)
    if row.code in said:
        return words("refused.above", tongue, code=row.code)
    said.add(row.code)
    return in_words(row, tongue, is_share)


def kinds_words(place: Place) -> list[str]:
    """How many reports admit a problem and which kinds most often, the place and its peers."""
    tongue, found = place.language, []
    comma = "、" if tongue == "zh" else ", "
    for name, _ in place.sides():
        panel = place.once(problems.problem_panel, name)
        counts = (
            panel[list(problems.categories())].sum().sort_values(ascending=False, kind="stable")
        )
        most = [
            words("kinds.one", tongue, kind=label(kind, tongue, "category"), n=int(n))
            for kind, n in counts.head(_NAMED_KINDS).items()
            if n
        ]
        key = "kinds.none" if panel.empty else "kinds" if most else "kinds.silent"
        stated = int(panel["stated"].sum())
        told = {"name": name, "n": len(panel), "stated": stated, "kinds": comma.join(most)}
        found.append(words(key, tongue, **told))
    return found


def _granted(study: Study) -> Estimate:
    panel = outcomes.outcome_panel(study)
    panel = panel[panel["disclosed"] <= panel["processed_total"]]
    return estimate_rate(
        panel,
        events="disclosed",
        trials="processed_total",
        cluster="agency_key",
        weighting="request",
    )
