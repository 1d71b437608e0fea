"""Sentences with figures, from frames of words, and what they say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from govdisc_analysis.simulate.dice import chance
from govdisc_analysis.simulate.history import YearCounts
from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Fact
from govdisc_analysis.simulate.numbers import (
    NumberStyle,
    Phrase,
    approximate_phrase,
    exact_phrase,
    in_style,
)

_HOLE = re.compile(r"\{([^{}|]+)(?:\|([^{}]*))?\}")
_CLAUSE_ENDS = "，。；、"
_LAST_YEAR = ("prev", "less", "more")


def names_year_end(text: str) -> bool:
    """Whether the words are those that a report signed before its year's end does not use."""
    return toml("printed")["dates"]["year_end"] in text


@dataclass(slots=True)
class Speaker:
    """Everything that the sentences of one report draw on."""

    now: YearCounts
    before: YearCounts
    words: Mapping[str, str]
    style: NumberStyle
    rng: Random
    approximate_share: float = 0.4
    chinese_share: float = 0.25
    partial: bool = False
    facts: list[Fact] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def words_only(self, text: str) -> str:
        """``text`` with its names filled in; it holds no figures."""
        return _HOLE.sub(lambda hole: self.words.get(hole[1], hole[0]), text)

    def say(self, frame: str) -> str:
        """``frame`` with everything filled in; the facts it states are kept."""
        pieces: list[str] = []
        marks: list[tuple[str, Phrase, str, int]] = []
        place = 0
        length = 0
        for hole in _HOLE.finditer(frame):
            before = frame[place : hole.start()]
            text, mark = self._fill(hole[1], hole[2] or "")
            pieces += [before, text]
            length += len(before)
            if mark:
                marks.append((*mark, length))
            length += len(text)
            place = hole.end()
        sentence = "".join(pieces) + frame[place:]
        self.facts += [_fact(name, phrase, unit, sentence, at) for name, phrase, unit, at in marks]
        return sentence

    def _fill(self, name: str, unit: str) -> tuple[str, tuple[str, Phrase, str] | None]:
        if name in self.words:
            return self.words[name], None
        if name.startswith("#"):
            low, high = name[1:].split(":")
            return str(self.rng.randint(int(low), int(high))), None
        if ":" in name:
            return self._derived(*name.split(":")), None
        return self._figure(name, unit)

    def _derived(self, kind: str, name: str) -> str:
        now, before = int(self.now.figures[name]), int(self.before.figures[name])
        if kind in _LAST_YEAR:
            return in_style(before, self.style, self.rng)
        if kind == "run":
            return in_style(now + before * 4 + 311, self.style, self.rng)
        if kind == "diff":
            wrong = "difference" in self.wrong
            if wrong:
                self._plant("difference", name)
            return in_style(now - before + (7 if wrong else 0), self.style, self.rng)
        share = 100 * (now - before) / before
        if "percentage" in self.wrong:
            self._plant("percentage", name)
            share += 3.7
        return f"{share:.2f}" if chance(self.rng, 0.7) else f"{share:.1f}"

    def _plant(self, kind: str, name: str) -> None:
        self.wrong.discard(kind)
        self.errors.append(name)

    def _figure(self, name: str, unit: str) -> tuple[str, tuple[str, Phrase, str]]:
        flag = name[-1] if name[-1] in "~^=" else ""
        name = name.rstrip("~^=")
        number = self.now.figures[name]
        rng, style = self.rng, self.style
        whole = number == int(number)
        if flag == "~" and whole and number >= 20 and chance(rng, self.approximate_share):
            phrase = approximate_phrase(int(number), style, rng)
        elif unit and flag != "=" and 0 < number < 200 and chance(rng, self._spelled(flag)):
            phrase = exact_phrase(number, style, rng, chinese=True)
        else:
            phrase = exact_phrase(number, style, rng)
        text = phrase.text
        about: str = toml("printed")["numbers"]["after_unit"]
        if text.endswith(about):
            text = text.removesuffix(about) + unit + about
        else:
            text += unit
        return text, (name, phrase, unit)

    def _spelled(self, flag: str) -> float:
        return self.chinese_share if flag == "^" else self.chinese_share / 12


def _fact(name: str, phrase: Phrase, unit: str, sentence: str, at: int) -> Fact:
    start = max(sentence.rfind(mark, 0, at) for mark in _CLAUSE_ENDS) + 1
    ends = [sentence.find(mark, at) for mark in _CLAUSE_ENDS]
    end = min((place for place in ends if place >= 0), default=len(sentence))
    quote = sentence[start:end]
    return Fact(name, phrase.value, phrase.lower, phrase.upper, phrase.approximate, unit, quote)


def zero_facts(names: list[str], sentence: str) -> list[Fact]:
    """The zeros that a sentence states in words."""
    quote = sentence.rstrip("。")
    return [Fact(name, 0.0, 0.0, 0.0, False, "", quote) for name in names]


def _names(frame: str) -> list[str]:
    holes = (hole[1].rstrip("~^=") for hole in _HOLE.finditer(frame))
    return [name for name in holes if not name.startswith("#")]


def _can_say(frame: str, speaker: Speaker) -> bool:
    if speaker.partial and names_year_end(frame):
        return False
    for name in _names(frame):
        kind, _, about = name.partition(":")
        if not about:
            continue
        now, before = speaker.now.figures[about], speaker.before.figures[about]
        if kind in ("diff", "pct") and not (before > 5 and now > before):
            return False
        if kind in _LAST_YEAR and not (before > 0 and before != now):
            return False
        if (kind == "less" and before > now) or (kind == "more" and before < now):
            return False
    return True


def speak_section(section: str, template: str, speaker: Speaker) -> list[str]:
    """The figure sentences of one section, some of the slots that it may fill."""
    said: list[str] = []
    for name in dict.fromkeys(slot["name"] for slot in toml("frames")["slot"]):
        slots = [slot for slot in toml("frames")["slot"] if slot["name"] == name]
        if slots[0]["section"] != section:
            continue
        slot = _fitting(slots, speaker)
        if slot is None or slot.get("only", template) not in template:
            continue
        follows = slot.get("after", "")
        if follows and not speaker.now.figures[follows]:
            continue
        if chance(speaker.rng, slots[0].get("share", 1.0)):
            said += _speak_slot(slot, speaker)
    return said


def _fitting(slots: list[dict[str, Any]], speaker: Speaker) -> dict[str, Any] | None:
    for slot in slots:
        if "zero" in slot and not any(speaker.now.figures[name] for name in slot["zero"]):
            return slot
    return next((slot for slot in slots if "zero" not in slot), None)


def _speak_slot(slot: dict[str, Any], speaker: Speaker) -> list[str]:
    frames = [frame for frame in slot["frames"] if _can_say(frame, speaker)]
    wanted = [frame for frame in frames if _plants(frame, speaker.wrong)]
    frame = speaker.rng.choice(wanted or frames)
    known = len(speaker.facts)
    sentence = speaker.say(frame)
    if "zero" in slot and len(speaker.facts) == known:
        speaker.facts += zero_facts(slot["zero"], sentence)
    return [sentence]


def _plants(frame: str, wrong: set[str]) -> bool:
    return ("percentage" in wrong and "{pct:" in frame) or (
        "difference" in wrong and "{diff:" in frame
    )


__all__ = ["Speaker", "names_year_end", "speak_section", "zero_facts"]
