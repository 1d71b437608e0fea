"""What the study found, in computed sentences: those of the analyses, and a few counts."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from govdisc_analysis.analysis import corpus, outcomes, problems, volumes
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Passage
from govdisc_analysis.site.words import Pair, code_pair, pair
from govdisc_analysis.tables import Tables

Finding = tuple[str, list[Pair]]
"""Key of a heading, and paragraphs in both languages."""


def findings_of(tables: Tables) -> list[Finding]:
    """Findings for the start page, each with its heading."""
    found = list(_findings(Study(tables)))
    return [(title, passages) for title, passages in found if passages]


def description(tables: Tables) -> list[Pair]:
    """What the corpus is."""
    return _both(corpus.describe, Study(tables))


def limits_of(tables: Tables) -> list[Pair]:
    """What the corpus can't carry."""
    return _both(corpus.limits, Study(tables))


def _findings(study: Study) -> Iterator[Finding]:
    machine = study.tables.indicators["origin"] != "hand_coded"
    yield "finding_volumes", _both(volumes.volume_words, study)
    yield "finding_break", _both(volumes.break_words, study)
    yield "finding_requests", _both(outcomes.request_words, study)
    yield "finding_redress", _both(outcomes.redress_words, study)
    yield "finding_problems", _both(problems.problem_words, study)
    yield "finding_quality", _both(corpus.quality_words, study)
    if machine.any() or len(study.tables.requests):
        yield "finding_trace", [_trace(study.tables)]
    if said := _silence(study.tables):
        yield "finding_silence", [said]


def _both(words: Callable[[Study], Passage], study: Study) -> list[Pair]:
    """A passage of the analyses in both languages, by paragraph."""
    zh, en = (_paragraphs(words, study, language) for language in ("zh", "en"))
    return list(zip(zh, en, strict=False))


def _paragraphs(words: Callable[[Study], Passage], study: Study, language: str) -> list[str]:
    told = words(replace(study, selection=replace(study.selection, language=language)))
    return [part.strip() for part in str(told).split("\n\n") if part.strip()]


def _trace(tables: Tables) -> Pair:
    parts = [tables.indicators.loc[tables.indicators["origin"] != "hand_coded"]]
    cells = [tables.requests, tables.proactive, tables.redress]
    traceable = sum(int(part["raw_start"].notna().sum()) for part in [*parts, *cells])
    return pair(
        "finding_trace_text",
        figures=len(parts[0]),
        cells=sum(map(len, cells)),
        traceable=traceable,
    )


def _silence(tables: Tables) -> Pair | None:
    reasons = refusal_counts(tables)
    if not reasons:
        return None
    ((reason, count),) = reasons.most_common(1)
    reports = tables.log.loc[tables.log["message"].str.startswith("number not taken"), "report_id"]
    zh, en = code_pair(reason, "refusal")
    values = {"n": reasons.total(), "reports": reports.nunique(), "count": count}
    return (
        pair("finding_silence_text", **values, reason=zh)[0],
        pair("finding_silence_text", **values, reason=en)[1],
    )


def refusal_counts(tables: Tables) -> Counter[str]:
    """How often a number was refused for each reason."""
    found = tables.log["message"].str.extract(r"^number not taken: .* \((\w+)\)$", expand=False)
    return Counter(found.dropna())
