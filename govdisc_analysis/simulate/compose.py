"""One report of one office and year: its blocks, and what they truly say."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from govdisc_analysis.simulate.dice import chance
from govdisc_analysis.simulate.history import YearCounts
from govdisc_analysis.simulate.identities import broken, contradicted
from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import (
    Block,
    Draft,
    Heading,
    Paragraph,
    Planted,
    Problem,
)
from govdisc_analysis.simulate.plan import FORM_VARIANTS, Plan, kind_of, template_of
from govdisc_analysis.simulate.problems import draw_problems, lay_out_problems
from govdisc_analysis.simulate.prose import Speaker, names_year_end, speak_section
from govdisc_analysis.simulate.sheets import draw_sheets, settle_blanks


def compose(plan: Plan, rng: Random) -> Draft:
    """The report that ``plan`` asks for."""
    speaker = _speaker(plan, rng)
    entries = draw_problems(rng, plan.old_problems)
    words = dict(speaker.words)
    kind = kind_of(plan.variant)
    layout = rng.choice([p for p in toml("sections")["plan"] if p["template"] == kind])
    blocks: list[Block] = [_opening(speaker, plan)]
    problems: list[Problem] = []
    sheets = draw_sheets(plan, rng)
    numbering = toml("sections")["numbering"]
    for number, section in zip(numbering, layout["sections"], strict=False):
        blocks.append(Heading(number + rng.choice(section["title"])))
        if "form" in section:
            blocks += sheets[section["form"]]
        elif section.get("problems"):
            laid, problems = lay_out_problems(entries, words, rng)
            blocks += laid
        else:
            blocks += _prose(section, kind, speaker)
    if "stat2014" in sheets:
        blocks.append(Heading(_name("table_caption", plan, rng)))
        blocks += sheets["stat2014"]
    return _draft(plan, speaker, settle_blanks(blocks), tuple(problems), rng)


def _speaker(plan: Plan, rng: Random) -> Speaker:
    agency, year = plan.agency, plan.now.year
    seat = agency.county or agency.city or agency.province
    up = (agency.city or agency.province) if agency.county else agency.province
    words = {
        "year": str(year),
        "last": str(year - 1),
        "next": str(year + 1),
        "we": agency.we,
        "agency": agency.name,
        "place": seat,
        "up": up,
        "region": agency.province + (agency.city if agency.county else ""),
        "province": agency.province,
        "phone": f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}",
    }
    now = replace(plan.now, figures=dict(plan.now.figures))
    if plan.variant in FORM_VARIANTS:
        _follow_form(now)
    speaker = Speaker(now, plan.before, words, plan.style, rng, partial=plan.partial)
    if plan.error == "contradiction":
        extra = rng.randint(1, 9)
        for name in ("requests_received", "requests_online"):
            now.figures[name] += extra
    elif plan.error in ("percentage", "difference"):
        speaker.wrong.add(plan.error)
    return speaker


def _follow_form(now: YearCounts) -> None:
    """Prose beside a form speaks of the form's own numbers."""
    now.figures["requests_closed"] = now.requests["processed_total", "total"]
    now.figures["requests_carried_over"] = now.requests["carried_out", "total"]
    now.figures["reviews"] = now.redress["reconsideration", "total"]
    now.figures["litigations"] = sum(
        now.redress[channel, "total"]
        for channel in ("litigation_direct", "litigation_after_reconsideration")
    )


def _opening(speaker: Speaker, plan: Plan) -> Paragraph:
    texts = toml("filler")["opening"]["texts"]
    if plan.partial:
        texts = [text for text in texts if not names_year_end(text)]
    text = texts[(plan.old_filler + (speaker.rng.random() < 0.3)) % len(texts)]
    if "{region}" not in text:
        # Names of counties come twice in the country: somewhere the report says where it is.
        text = speaker.rng.choice(toml("filler")["region"]["texts"]) + text
    return Paragraph(speaker.words_only(text))


def _filler(name: str, speaker: Speaker) -> str:
    texts = toml("filler").get(name, {}).get("texts", [""])
    return speaker.words_only(speaker.rng.choice(texts))


def _prose(section: dict[str, Any], kind: str, speaker: Speaker) -> list[Block]:
    blocks: list[Block] = []
    marks = iter(toml("printed")["marks"]["brackets"])
    parts = list(section["parts"])
    extra = section.get("also", [])
    for title, topic in parts:
        sentences = speak_section(topic, kind, speaker)
        if topic == "management":
            for more in extra:
                sentences += speak_section(more, kind, speaker)
        filler = _filler(topic, speaker)
        lead = f"{next(marks)}{title}" if title else ""
        text = _paragraph(filler, sentences, speaker.rng)
        if lead and chance(speaker.rng, 0.5):
            blocks.append(Heading(lead, 2))
            lead = ""
        blocks.append(Paragraph(f"{lead}。{text}" if lead else text, firm=bool(sentences)))
    return blocks


def _paragraph(filler: str, sentences: list[str], rng: Random) -> str:
    if not sentences:
        return filler
    said = "".join(sentences)
    return filler + said if chance(rng, 0.6) else said + filler


def _name(kind: str, plan: Plan, rng: Random) -> str:
    text: str = rng.choice(toml("sections")["titles"][kind])
    return text.format(agency=plan.agency.name, year=plan.now.year)


def _draft(
    plan: Plan,
    speaker: Speaker,
    blocks: tuple[Block, ...],
    problems: tuple[Problem, ...],
    rng: Random,
) -> Draft:
    year = plan.now.year
    published = _published(year, plan.partial, rng)
    draft = Draft(
        path="",
        agency=plan.agency,
        year=year,
        template=template_of(plan.variant),
        variant=plan.variant,
        title=_name(kind_of(plan.variant), plan, rng),
        blocks=blocks,
        signature=_signature(plan, published, rng),
        published=published.isoformat(),
        facts=tuple(speaker.facts),
        problems=problems,
        planted=(),
        partial=plan.partial,
    )
    planted = broken(draft.values)
    planted += contradicted(draft.values, speaker.facts)
    planted += [Planted("narrative.arithmetic", name) for name in speaker.errors]
    return replace(draft, planted=tuple(planted), errors=(plan.error,) if planted else ())


def _published(year: int, partial: bool, rng: Random) -> date:
    """The day of signature: after the year, or before its end in a partial report."""
    if partial:
        return date(year, 11, 5) + timedelta(days=rng.randint(0, 45))
    return date(year + 1, 1, 4) + timedelta(days=rng.randint(0, 26 if year >= 2019 else 80))


def _signature(plan: Plan, published: date, rng: Random) -> tuple[str, ...]:
    name = plan.agency.name
    date_form: str = toml("printed")["dates"]["day"]
    day = date_form.format(year=published.year, month=published.month, day=published.day)
    if plan.partial:
        return (name, day)
    return rng.choice(((name, day), (name, day), (day,), ()))
