"""What happens to a report on its way: script, spam, blanks, dashes, lost characters."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from govdisc_analysis.simulate.dice import chance
from govdisc_analysis.simulate.identities import prove_zeros
from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Box, Draft, Heading, Paragraph, Sheet, Value
from govdisc_analysis.simulate.numbers import NumberStyle

_SCRIPTS = ("traditional", "traditional_tw", "pinyin")
# Which kinds of format can carry a noise; a noise not named here goes with every format.
_ONLY = {
    "furniture": ("html",),
    "lost_breaks": ("txt",),
    "spaced_numbers": ("pdf",),
    "traditional": ("html", "docx", "txt", "md", "tsv"),
    "traditional_tw": ("html", "docx", "txt", "md", "tsv"),
    "pinyin": ("html", "txt", "md", "tsv"),
}


def choose_noises(
    look: str, shares: Mapping[str, float], error: str, rng: Random
) -> tuple[str, ...]:
    """The noises of one document: those that its format and planted error allow."""
    drawn = [name for name, share in shares.items() if chance(rng, share)]
    chosen = [name for name in drawn if look.startswith(_ONLY.get(name, (look,)))]
    if look == "html_big5":
        chosen.append("traditional")
    elif look.endswith("gb18030"):
        chosen = [name for name in chosen if name not in _SCRIPTS]
    if look == "txt_dropped":
        chosen.append("blank_cells")
    # A blank beside a planted error could be proved zero by one sum and not by another.
    banned = {"blank_cells", "dash_cells"} if error in ("cell", "total") else set()
    if look == "txt_spaces":
        banned.add("blank_cells")
    if "blank_cells" in chosen:
        banned.add("dash_cells")
    scripts = [name for name in chosen if name in _SCRIPTS]
    banned |= set(scripts[:-1])
    return tuple(dict.fromkeys(name for name in chosen if name not in banned))


def number_style(noises: tuple[str, ...], rng: Random) -> NumberStyle:
    """The habits in writing numbers that the noises ask for."""
    thousands = rng.choice((",", ",", "，")) if "thousands" in noises else ""
    return NumberStyle(thousands, "wide_digits" in noises, "spaced_numbers" in noises)


def cell_zero(noises: tuple[str, ...], look: str, rng: Random) -> tuple[str, float]:
    """What stands for a zero in the forms, and in what share of the zeros."""
    if "blank_cells" in noises:
        return "", 1.0 if look == "txt_dropped" else rng.choice((1.0, 1.0, 0.5))
    if "dash_cells" in noises:
        return rng.choice(toml("printed")["numbers"]["dashes"]), rng.choice((1.0, 0.6))
    return "0", 1.0


def add_noise(draft: Draft, rng: Random) -> Draft:
    """The report with the noises on it that change its blocks."""
    if "spam" in draft.noises:
        draft = _spam(draft, rng)
    if draft.format == "txt_dropped":
        draft = _dropped(draft)
    return draft


def _spam(draft: Draft, rng: Random) -> Draft:
    """Gambling words where a place name stood, in the title or in a sentence of no account."""
    words: str = rng.choice(toml("filler")["spam"]["texts"])
    agency = draft.agency
    seat = agency.county or agency.city or agency.province
    line = Paragraph(toml("pages")["spam_line"].format(spam=words, year=draft.year))
    places = [i for i, block in enumerate(draft.blocks) if isinstance(block, Heading)]
    at = places[0] + 1
    blocks = (*draft.blocks[:at], line, *draft.blocks[at:])
    title = draft.title
    if agency.name in draft.signature:
        title = title.replace(seat, words, 1)
    return replace(draft, blocks=blocks, shown_title=title)


def _dropped(draft: Draft) -> Draft:
    """Rows that lost some of their cells no longer tell which number belongs where."""
    seen: list[Value] = []
    for block in draft.blocks:
        if isinstance(block, Sheet):
            for row in block.rows:
                seen += _after_loss([box.value for box in row if box.value])
    known = {(value.table, value.key): value for value in prove_zeros(seen)}

    def swap(box: Box) -> Box:
        return (
            box if box.value is None else replace(box, value=known[box.value.table, box.value.key])
        )

    blocks = tuple(
        replace(block, rows=tuple(tuple(map(swap, row)) for row in block.rows))
        if isinstance(block, Sheet)
        else block
        for block in draft.blocks
    )
    return replace(draft, blocks=blocks)


def _after_loss(values: list[Value]) -> list[Value]:
    blanks = [value for value in values if not value.text]
    if not blanks:
        return values
    if len(blanks) == len(values):
        return [replace(value, state="blank", number=None) for value in values]
    last = values[-1]
    keep = last.table == "requests" and bool(last.text)
    lost = [replace(value, state="unreadable", number=None) for value in values]
    return [*lost[:-1], last] if keep else lost


@cache
def _converter(name: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(name).convert
    return convert


def in_script(text: str, noises: tuple[str, ...], rng: Random) -> str:
    """``text`` in the script of the document, with pinyin in brackets where asked for."""
    if "traditional_tw" in noises:
        return _converter("s2twp")(text)
    if "traditional" in noises:
        return _converter("s2t")(text)
    return _annotated(text, rng) if "pinyin" in noises else text


def _annotated(text: str, rng: Random) -> str:
    """Traditional script with readings after converted characters, as mirror sites have it."""
    turned = _converter("s2t")(text)
    if len(turned) != len(text):
        turned = "".join(_converter("s2t")(char) for char in text)
    return "".join(
        f"{new}({_reading(new)})" if new != old and rng.random() < 0.75 else new
        for old, new in zip(text, turned, strict=True)
    )


@cache
def _reading(char: str) -> str:
    from pypinyin import Style, lazy_pinyin

    readings: list[Any] = lazy_pinyin(char, style=Style.TONE)
    return str(readings[0])


def map_texts(draft: Draft, change: Callable[[str], str]) -> Draft:
    """The report with every printed text changed."""

    def box(cell: Box) -> Box:
        if cell.value is None:
            return replace(cell, text=change(cell.text))
        return replace(cell, value=replace(cell.value, text=change(cell.value.text)))

    blocks = tuple(
        replace(block, rows=tuple(tuple(map(box, row)) for row in block.rows))
        if isinstance(block, Sheet)
        else replace(block, text=change(block.text))
        for block in draft.blocks
    )
    return replace(
        draft,
        blocks=blocks,
        shown_title=change(draft.shown_title or draft.title),
        signature=tuple(map(change, draft.signature)),
    )
