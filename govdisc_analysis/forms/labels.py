"""Index of the forms' labels: whole labels after a normalisation, then a bounded fuzzy step."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from govdisc_analysis.forms.patterns import says, term

_DROPPED = re.compile(r"[^\u4e00-\u9fff\u3007A-Za-z0-9]+")
_REMARK = re.compile(r"\([^()]*\)")
_LEAST, _LONGEST = 3, 90
_FIRST_HAN = "\u4e00"
_LEAST_PARTS = 2
_GROUPS, _ITEMS = ("group", "stat_group"), ("request", "indicator")
_OWN_NUMBER = re.compile(r"(\d)\.")


class Meaning(NamedTuple):
    """What a label stands for: ``kind`` says in which role, ``parent`` under which heading."""

    kind: str
    code: str
    parent: str
    template: str


@dataclass(frozen=True, slots=True)
class Index:
    """Meanings by core, the number that the form prints before a core, and cores by kind."""

    meanings: dict[str, tuple[Meaning, ...]]
    number: dict[str, str]
    official: dict[str, tuple[str, ...]]


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file of the codebook, e.g. ``forms/labels.csv``."""
    place = files("govdisc_analysis") / "codebook" / name
    return list(csv.DictReader(place.read_text("utf-8").splitlines()))


def core(text: str) -> str:
    """The characters that count in a comparison.

    >>> core("(三) 危及“三安全\\n一稳定”")
    '三危及三安全一稳定'
    """
    return _DROPPED.sub("", text)


def strip_numbering(text: str) -> str:
    """Drop a leading item number, in the ways sites print it.

    >>> [strip_numbering(t) for t in ("(一)予以公开", "1、重复申请", "其中:涉及国家秘密")]
    ['予以公开', '重复申请', '涉及国家秘密']
    """
    of_which = says.of_which.match(text)
    if of_which:
        text = text[of_which.end() :]
    found = says.number_opens.match(text)
    return text[found.end() :] if found else text.strip()


@cache
def load_index() -> Index:
    """The label index, read once."""
    meanings: dict[str, list[Meaning]] = {}
    number: dict[str, str] = {}
    official: dict[str, list[str]] = {}
    for row in read_rows("forms/labels.csv"):
        label = row["label"]
        key = core(strip_numbering(label))
        found = meanings.setdefault(key, [])
        meaning = Meaning(row["kind"], row["code"], row["parent"], row["template"])
        if meaning not in found:
            found.append(meaning)
        printed = _OWN_NUMBER.match(label)
        if printed:
            number.setdefault(key, printed[1])
        official.setdefault(row["kind"], []).append(key)
    return Index(
        {key: tuple(found) for key, found in meanings.items()},
        number,
        {kind: tuple(dict.fromkeys(keys)) for kind, keys in official.items()},
    )


@lru_cache(maxsize=20_000)
def look_up(text: str) -> tuple[Meaning, ...]:
    """All meanings of a whole cell's text; empty when it is no label of any form."""
    if not text or len(text) > _LONGEST:
        return ()
    known = load_index().meanings
    for candidate in _cores(text):
        found = known.get(candidate)
        if found:
            return found
    return by_path(text)


def look_up_cell(text: str) -> tuple[Meaning, ...]:
    """All meanings of a cell's text, which may have lost the word that ends a label of 2014.

    >>> [m.code for m in look_up_cell("(二)申请办结")]
    ['requests_closed']
    """
    return look_up(text) or (look_up(text + term.count) if text[-1:] >= _FIRST_HAN else ())


def by_path(text: str) -> tuple[Meaning, ...]:
    """The item that a label names by the way to it through its groups.

    >>> [m.code for m in by_path("三、本年度办理结果/(三)不予公开/1.属于国家秘密")]
    ['refused.state_secret']
    >>> by_path("本年/国家秘密")
    ()
    """
    parts = [part for part in says.path_mark.split(text) if part.strip()]
    if len(parts) < _LEAST_PARTS:
        return ()
    named = [m for part in parts[:-1] for m in look_up(part)]
    groups = {m.code for m in named if m.kind in _GROUPS}
    groups |= {m.parent for m in named if m.kind == "stat_subgroup"}
    return tuple(m for m in look_up(parts[-1]) if m.kind in _ITEMS and m.parent in groups)


def _cores(text: str) -> Iterable[str]:
    bare = strip_numbering(text)
    if text[-1] == "]":
        bare = says.label_mark.sub("", bare)
    whole = core(bare)
    yield whole
    if "(" in bare:
        yield core(_REMARK.sub("", bare))
    if says.lost_mark.match(whole):  # the mark after the number was lost
        yield whole[1:]


def group_of(meaning: Meaning) -> str:
    """The heading that labels below this one stand under: itself, where it has parts of its own.

    >>> group_of(look_up("1.参加或举办新闻发布会总次数")[0]), group_of(look_up("当面申请数")[0])
    ('press_conferences', 'requests')
    """
    return meaning.code if meaning.code in _parents() else meaning.parent


@cache
def _parents() -> frozenset[str]:
    return frozenset(m.parent for found in load_index().meanings.values() for m in found)


def has_own_number(text: str, meaning: Meaning) -> bool:
    """Whether the label is printed with the number that the form gives it.

    >>> has_own_number("3.其他", Meaning("request", "other.other", "other", "form2021"))
    True
    """
    key = core(strip_numbering(text))
    return _is_under(text, key) and meaning in load_index().meanings.get(key, ())


def _is_under(text: str, key: str) -> bool:
    """Whether a label begins with the number that the form gives to a known one."""
    number = _OWN_NUMBER.match(text.strip().replace("、", "."))
    return number is not None and load_index().number.get(key) == number[1]


@lru_cache(maxsize=20_000)
def guess(text: str, kind: str, parent: str = "") -> Meaning | None:
    """The only label of a kind that a clipped or broken text can be; None if there are several.

    A text of at least four characters, that lost its end, its beginning or one stretch in the
    middle, or has few strange characters, or its group's in the middle, is taken when just one
    code fits; one of three characters when the form's own number stands before it.

    >>> guess("2.其他法律行政止公开", "request").code
    'refused.prohibited_by_law'
    >>> guess("3.要求提", "request").code
    'not_processed.publication'
    >>> guess("政府信息", "request") is None
    True
    """
    bare = core(strip_numbering(text))
    if not _LEAST <= len(bare) <= _LONGEST:
        return None
    index = load_index()
    fits: dict[str, Meaning] = {}
    for key in index.official.get(kind, ()):
        if len(key) > len(bare) * 4 or len(key) < 4:
            continue
        is_start = len(bare) == _LEAST and key.startswith(bare) and _is_under(text, key)
        if is_start or (len(bare) > _LEAST and (_is_clipped(bare, key) or _is_near(bare, key))):
            for meaning in index.meanings[key]:
                if meaning.kind == kind and (not parent or meaning.parent == parent):
                    fits[meaning.code] = meaning
    fits = fits or {meaning.code: meaning for meaning in _torn(bare) if meaning.kind == kind}
    return next(iter(fits.values())) if len(fits) == 1 else None


def _torn(text: str) -> Iterable[Meaning]:
    """The items that a label can be in whose middle its group's last characters stand.

    >>> [meaning.code for meaning in _torn("属于国予公开家秘密")]
    ['refused.state_secret']
    """
    known = load_index().meanings
    for tail, group in _tails():
        if tail in text[2:-1]:
            yield from (m for m in known.get(text.replace(tail, "", 1), ()) if m.parent == group)


@cache
def _tails() -> tuple[tuple[str, str], ...]:
    """What groups' labels end in, and the groups."""
    groups = [(k, m) for k, found in load_index().meanings.items() for m in found]
    tails = {(k[n:], m.code) for k, m in groups if m.kind == "group" for n in range(1, len(k) - 1)}
    return tuple(sorted(tails))


def _is_clipped(text: str, label: str) -> bool:
    """``text`` is ``label`` with its ends lost, or one stretch within."""
    if len(text) >= len(label):
        return False
    if len(text) >= 6 and text in label:
        return True
    head = 0
    while head < len(text) and text[head] == label[head]:
        head += 1
    tail = 0
    while tail < len(text) - head and text[-1 - tail] == label[-1 - tail]:
        tail += 1
    if head + tail < len(text):
        return False
    return len(text) * 2 >= len(label) or head >= 5


def _is_near(text: str, label: str) -> bool:
    """At most one in six characters differs (insertions, losses, exchanges)."""
    allowed = max(len(text), len(label)) // 6
    if not allowed or abs(len(text) - len(label)) > allowed:
        return False
    before = list(range(len(label) + 1))
    for i, one in enumerate(text, 1):
        row = [i]
        for j, other in enumerate(label, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (one != other)))
        if min(row) > allowed:
            return False
        before = row
    return before[-1] <= allowed


def is_in_label(part: str) -> bool:
    """Whether some label of a form holds these characters."""
    return part in _characters()


@cache
def _characters() -> str:
    return "\n".join(core(row["label"]) for row in read_rows("forms/labels.csv"))
