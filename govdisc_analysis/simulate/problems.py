"""Sections of existing problems, in the layouts that reports use."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from govdisc_analysis.simulate.dice import chance, some
from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Block, Heading, Paragraph, Problem

Entry = dict[str, Any]
Laid = tuple[list[Block], list[Problem]]


def _marks(kind: str) -> list[str]:
    marks: list[str] = toml("printed")["marks"][kind]
    return marks


def draw_problems(rng: Random, before: Sequence[str]) -> list[Entry]:
    """Problems for one report; many are those of the year ``before``, word for word."""
    entries: list[Entry] = toml("problems")["problem"]
    old = [entry for entry in entries if entry["text"] in before and chance(rng, 0.5)]
    fresh = [entry for entry in some(rng, entries, 1, 3) if entry not in old]
    # Two of one category would read as one problem said twice.
    chosen: list[Entry] = []
    for entry in old + fresh:
        if not {c for e in chosen for c in e["categories"]} & set(entry["categories"]):
            chosen.append(entry)
    return chosen[:5]


def lay_out_problems(entries: Sequence[Entry], words: dict[str, str], rng: Random) -> Laid:
    """Blocks of the section and the problems that they state."""
    if chance(rng, 0.05):
        return _vague(words, rng)
    layout = rng.choice(_LAYOUTS)
    blocks, problems = layout(entries, words, rng)
    return blocks, problems


def _fill(text: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text


def _say(name: str, words: dict[str, str], rng: Random) -> str:
    return _fill(rng.choice(toml("problems")["layout"][name]), words)


def _problem(entry: Entry, text: str) -> Problem:
    return Problem(text, tuple(entry["categories"]))


def _remedies(entries: Sequence[Entry], words: dict[str, str], rng: Random) -> list[Block]:
    parts = [
        f"{mark}{entry['remedy']}" for mark, entry in zip(_marks("order"), entries, strict=False)
    ]
    return [Paragraph(_say("plan_lead", words, rng) + "；".join(parts) + "。")]


def _numbered(entries: Sequence[Entry], words: dict[str, str], rng: Random) -> Laid:
    marks = rng.choice(
        (_marks("brackets"), ("1.", "2.", "3.", "4.", "5."), ("1、", "2、", "3、", "4、", "5、"))
    )
    blocks: list[Block] = [Paragraph(_say("lead", words, rng), firm=True)]
    for mark, entry in zip(marks, entries, strict=False):
        blocks.append(Paragraph(f"{mark}{entry['text']}。{entry['more']}。", firm=True))
    problems = [_problem(entry, entry["text"]) for entry in entries]
    return blocks + _remedies(entries, words, rng), problems


def _ordered(entries: Sequence[Entry], words: dict[str, str], rng: Random) -> Laid:
    long = chance(rng, 0.5)
    parts = [
        f"{mark}{entry['text']}" + (f"，{entry['more']}" if long else "")
        for mark, entry in zip(_marks("order"), entries, strict=False)
    ]
    text = _say("lead", words, rng) + "；".join(parts) + "。"
    problems = [_problem(entry, entry["text"]) for entry in entries]
    return [Paragraph(text, firm=True), *_remedies(entries, words, rng)], problems


def _clauses(entries: Sequence[Entry], words: dict[str, str], rng: Random) -> Laid:
    listed = "，".join(entry["text"] for entry in entries)
    text = _say("sentence_lead", words, rng) + listed + _say("sentence_end", words, rng)
    problems = [_problem(entry, entry["text"]) for entry in entries]
    return [Paragraph(text, firm=True), *_remedies(entries, words, rng)], problems


def _with_remedy(entries: Sequence[Entry], words: dict[str, str], rng: Random) -> Laid:
    blocks: list[Block] = []
    for mark, entry in zip(_marks("brackets"), entries, strict=False):
        remedy = _say("remedy_lead", words, rng) + entry["remedy"]
        text = f"{mark}{entry['text']}。{entry['more']}。{remedy}。"
        blocks.append(Paragraph(text, firm=True))
    return blocks, [_problem(entry, entry["text"]) for entry in entries]


def _two_parts(entries: Sequence[Entry], words: dict[str, str], rng: Random) -> Laid:
    blocks: list[Block] = [Heading(_marks("brackets")[0] + _say("problem_heads", words, rng), 2)]
    for number, entry in enumerate(entries, 1):
        blocks.append(Paragraph(f"{number}.{entry['text']}。{entry['more']}。", firm=True))
    blocks.append(Heading(_marks("brackets")[1] + _say("remedy_heads", words, rng), 2))
    for number, entry in enumerate(entries, 1):
        blocks.append(Paragraph(f"{number}.{entry['remedy']}。"))
    return blocks, [_problem(entry, entry["text"]) for entry in entries]


def _vague(words: dict[str, str], rng: Random) -> Laid:
    gap = _say("vague", words, rng)
    text = _fill(toml("problems")["layout"]["vague_frame"], {**words, "gap": gap})
    return [Paragraph(text, firm=True)], [Problem(gap, ())]


_LAYOUTS: tuple[Callable[[Sequence[Entry], dict[str, str], Random], Laid], ...] = (
    _numbered,
    _ordered,
    _clauses,
    _with_remedy,
    _two_parts,
)
