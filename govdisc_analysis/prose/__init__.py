"""Read the figures that a report's sentences state, and say why every other number is none.

The grammar is data (codebook/prose/cues.toml and rules.toml); :mod:`.decide` runs it on one
number, :mod:`.zeros` finds zeros said in words, and :func:`read_figures` keeps one figure for
each indicator.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from govdisc_analysis.models import Figure, Refusal, Section
from govdisc_analysis.numerals import Number, find_numbers
from govdisc_analysis.prose.decide import Setting
from govdisc_analysis.prose.gather import Candidate, candidates_of
from govdisc_analysis.prose.lexicon import lexicon
from govdisc_analysis.prose.sentences import split_sentences
from govdisc_analysis.prose.zeros import find_zeros

__all__ = ["Prose", "read_figures"]

REASONS = {
    "percent": "percent",
    "date": "date",
    "duration": "duration",
    "time": "time",
    "ordinal": "list_number",
    "document": "document_number",
    "phone": "phone",
    "postal": "postal",
    "id": "identifier",
    "service": "service",
}
"""Reason of refusal for each kind of number that counts nothing."""
_MANY = frozenset({"proposals_handled"})
"""Indicators whose parts are told apart by whom they come from; each part is a row."""


@dataclass(frozen=True, slots=True)
class Prose:
    """What the sentences of a report say."""

    figures: tuple[Figure, ...]
    refusals: tuple[Refusal, ...]


def read_figures(
    text: str,
    *,
    sections: Sequence[Section] = (),
    year: int | None = None,
    exclude: Sequence[tuple[int, int]] = (),
) -> Prose:
    """Figures and refused numbers of a report's prose.

    Args:
        text: cleaned text.
        sections: the report's sections, for the figures' ``section``.
        year: reporting year; None takes the year that the text names most.
        exclude: stretches that are forms or page furniture; their numbers are left alone.

    >>> prose = read_figures("累计公开2870条,今年新增272条。收到申请,均已答复。", year=2020)
    >>> [(f.indicator, f.value) for f in prose.figures], [r.reason for r in prose.refusals]
    ([('proactive_total', 272.0)], ['running_total'])
    """
    text = _punctuated(text)
    numbers = [n for n in find_numbers(text) if not _is_inside(n.start, exclude)]
    setting = Setting(lexicon(), text, year or _main_year(numbers, text), *_speaks_for(text))
    counted = [n for n in numbers if n.kind in ("count", "money")]
    refusals = [_refuse(n, _kind_reason(n, text)) for n in numbers if n.kind in REASONS]
    found: list[Candidate] = []
    words = [m.start() for p in (setting.lex.negation, setting.lex.state) for m in p.finditer(text)]
    wanted = sorted([n.start for n in counted] + [w for w in words if not _is_inside(w, exclude)])
    at = 0
    for sentence in split_sentences(setting.lex, text, wanted):
        inside: list[Number] = []
        while at < len(counted) and counted[at].start < sentence.end:
            inside.append(counted[at])
            at += 1
        found += candidates_of(setting, sentence, inside)
        if not _is_inside(sentence.start, exclude):
            found += [Candidate.of_zero(z, text) for z in find_zeros(setting, sentence)]
    found += _closing_sentence(text, found)
    figures, dropped = _choose(found)
    refusals += dropped
    return Prose(
        tuple(
            _with_section(f, sections)
            for f in sorted(figures, key=lambda f: (f.start, f.indicator))
        ),
        tuple(sorted(refusals, key=lambda r: r.start)),
    )


_UNSTOPPED = re.compile(r"[^,。;\n]{30,}")
_GAP = re.compile(r"(?<=[一-鿿])[ 　](?=[一-鿿])")


def _punctuated(text: str) -> str:
    """The text with a comma for each blank of a line that has blanks for its stops.

    >>> _punctuated("我局认真落实各项制度,取得实效")
    '我局认真落实各项制度,取得实效'
    """
    if " " not in text:
        return text
    return _UNSTOPPED.sub(lambda m: _GAP.sub(",", m[0]) if m[0].count(" ") > 1 else m[0], text)


def _is_inside(position: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in stretches)


def _main_year(numbers: Sequence[Number], text: str) -> int | None:
    years = Counter(
        int(text[n.start : n.start + 4])
        for n in numbers
        if n.kind == "date" and re.match(r"20\d\d", text[n.start : n.start + 4])
    )
    return years.most_common(1)[0][0] if years else None


_WHOLE = re.compile(r"全[市县区省州旗镇]")


def _speaks_for(text: str) -> tuple[bool, bool]:
    """Whether the author speaks for a whole county or city (我县), surely and possibly."""
    own = len(re.findall(r"[我本](?:局|委|办|院|机关|单位|部门|中心|厅|站|所|队|公司|处|会)", text))
    place = len(re.findall(r"我(?:县|市|区|省|州|旗|镇|乡|街道)|[县市区省](?:人民)?政府办", text))
    is_place = place > own or (own == 0 and _WHOLE.search(text) is not None)
    return is_place, own == 0 or is_place


def _kind_reason(number: Number, text: str) -> str:
    if number.kind == "ordinal" and text[max(0, number.start - 1) : number.start] == "第":
        return "article_of_law"
    return REASONS[number.kind]


def _refuse(number: Number, reason: str) -> Refusal:
    return Refusal(number.start, number.end, number.text, reason)


def _choose(found: Sequence[Candidate]) -> tuple[list[Figure], list[Refusal]]:
    """One figure for each indicator: the strongest statement, the first of equals."""
    best: dict[str, Candidate] = {}
    found = _settle_site(found)
    for candidate in found:
        if not candidate.indicator:
            continue
        held = best.get(candidate.indicator)
        if held is None or candidate.strength > held.strength:
            best[candidate.indicator] = candidate
    _call_closed(best)
    figures: list[Figure] = []
    refusals: list[Refusal] = []
    taken: set[int] = set()
    kept = {id(candidate): name for name, candidate in best.items()}
    for candidate in found:
        held = best.get(candidate.indicator)
        name = kept.get(id(candidate), "")
        if name or (held and _is_own_part(candidate, held)):
            figures.append(replace(candidate.figure(), indicator=name or candidate.indicator))
            if candidate.is_printed:
                taken.add(candidate.start)
    for candidate in found:
        if candidate.is_printed and candidate.start not in taken:
            refusals.append(candidate.refusal(best))
            taken.add(candidate.start)
    return figures, refusals


def _call_closed(best: dict[str, Candidate]) -> None:
    """按期办结12件 is the number closed where the report gives no other."""
    on_time = best.get("requests_closed_on_time")
    if on_time and not best.keys() & {"requests_closed", "requests_closed_extended"}:
        best["requests_closed"] = best.pop("requests_closed_on_time")


_ALL_ANSWERED = re.compile(
    r"(?<=[。;\n])(?:以上|上述|所有|对)?(?:受理的|收到的)?(?:政府信息公开|信息公开)?(?:申请)?[,:]?"
    r"(?P<all>全部|均|都)[^,。;\d不未]{0,12}(?:(?P<answered>答复|回复|办复)|(?P<closed>办结|办理完毕))"
)
_NEAR = 300
"""How far behind the number received a sentence may say what became of all of them."""


def _closing_sentence(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """收到申请95件,其中当面12件。全部按期办结: a sentence of its own about all the requests."""
    said = {c.indicator for c in found}
    received = [c for c in found if c.indicator == "requests_received" and c.number]
    made: list[Candidate] = []
    for match in _ALL_ANSWERED.finditer(text) if received else ():
        before = [c for c in received if 0 < match.start() - c.end < _NEAR]
        name = "requests_answered" if match["answered"] else "requests_closed"
        if not before or name in said or not (number := before[-1].number) or not number.value:
            continue
        passed = text[before[-1].end : match.start()]
        if "\n" in passed or _OTHER_THINGS.search(passed):
            continue
        start, end = match.span("all")
        number = number._replace(start=start, end=end, text=match["all"])
        made.append(replace(before[-1], indicator=name, rule="closing_sentence", number=number,
                            start=start, end=end, text=match["all"], is_printed=False,
                            quote=text[start : match.end()], strength=0))  # fmt: skip
    return made


_OTHER_THINGS = re.compile(r"复议|诉讼|热线|留言|信箱|提案|工单|结转")
_BESIDE = frozenset(
    """proactive_total proactive_weibo proactive_wechat proactive_gazette
    proactive_other_channel""".split()  # noqa: SIM905
)


def _settle_site(found: Sequence[Candidate]) -> list[Candidate]:
    """在公开网站公开650条 is one channel beside others, and else all that was disclosed."""
    given = {c.indicator for c in found}
    if "proactive_oi_site" not in given:
        return list(found)
    is_channel = given & _BESIDE and "proactive_website" not in given
    is_channel = is_channel or "proactive_total" in given
    name = "proactive_website" if is_channel else "proactive_total"
    return [replace(c, indicator=name) if c.indicator == "proactive_oi_site" else c for c in found]


def _is_own_part(candidate: Candidate, held: Candidate) -> bool:
    return (
        candidate.indicator in _MANY
        and candidate.rule == held.rule
        and held.sentence == candidate.sentence
        and candidate.is_printed
    )


def _with_section(figure: Figure, sections: Sequence[Section]) -> Figure:
    inner = [s for s in sections if s.start <= figure.start < s.end]
    if not inner:
        return figure
    return replace(figure, section=max(inner, key=lambda s: s.level).kind)


def reasons(prose: Prose) -> Iterator[tuple[str, int]]:
    """How often each reason of refusal occurs."""
    yield from sorted(Counter(r.reason for r in prose.refusals).items())
