"""Where a report may name its author: title, signature, metadata, footer, its own documents."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from govdisc_analysis.identity.names import Name, parse_name
from govdisc_analysis.identity.patterns import needs, rewrite, rule
from govdisc_analysis.identity.said import self_word

DATE_BEFORE = re.compile(r"^20[0-2][0-9]\S*\s+")
BRACKETED = re.compile("^(?P<a>[^()]+)\\((?P<b>[^()]+)\\)$")
NAMED_AS = frozenset(("metadata", "own_document", "inline"))
"""Sources that may name a place for its government."""
LONGEST_CLOSING = 60
"""Characters of a line that may sign a report."""
CITED = frozenset(("own_document",))
SITE_KEYS = ("contentsource", "author", "sitename", "columnname", "keywords", "source")


def _names(words: str, source: str) -> Iterator[Name]:
    """Names in a field; A(B) and A、B are two."""
    pair = BRACKETED.match(words.strip())
    parts = (pair["a"], pair["b"]) if pair else rule("list_mark").split(words)
    if not pair and not all(rule("agency_end").search(p) for p in parts):
        parts = [words]
    for part in parts:
        name = parse_name(part.strip(), source)
        if name:
            yield name


def closing_lines(tail: str) -> list[str]:
    """The last lines, the last first; of prose the words between blanks behind its last stop.

    >>> closing_lines("公开信息25条。\\n清河县教育局\\n2018年3月5日")[:2]
    ['2018年3月5日', '清河县教育局']
    >>> closing_lines("公开信息。" * 20 + " 清河县教育局 2018年3月5日")
    ['2018年3月5日', '清河县教育局']
    """
    lines = [line.strip() for line in tail.split("\n") if line.strip()]
    if lines and (len(lines[-1]) > LONGEST_CLOSING or _holds_signature(lines[-1])):
        lines[-1:] = lines[-1].rpartition("。")[2].split()  # the page lost its line breaks
    return [line for line in reversed(lines[-14:]) if len(line) <= LONGEST_CLOSING]


def _holds_signature(line: str) -> bool:
    """六、其他事项 无 清河县教育局 2018年3月5日: the end of a text on one line."""
    return line.count(" ") >= _LEAST_PARTS and rule("date").search(line) is not None


_LEAST_PARTS = 3


def from_signature(tail: str) -> Iterator[Name]:
    """Agency names that stand alone on one of the last lines, with or without a date."""
    for line in closing_lines(tail):
        bare = rule("date_behind").sub("", line)
        bare = DATE_BEFORE.sub("", bare)
        bare = rewrite("masked", rule("stamp").sub("", bare))
        if rule("name_words").match(bare) and rule("agency_end").search(bare):
            yield from _names(bare, "signature")


def _matches(name: str, text: str) -> Iterator[re.Match[str]]:
    """Matches of a pattern, looked for only near the literal that it needs."""
    needed = needs(name)
    if needed is None:
        yield from rule(name).finditer(text)
        return
    for near in needed.finditer(text):
        at = near.start()
        if found := rule(name).search(text[max(at - 44, 0) : at + 200]):
            yield found


def from_rule(name: str, text: str, source: str) -> Iterator[Name]:
    """Names that a pattern of the codebook catches in running text."""
    for found in _matches(name, text):
        words = rule("year_left_over").sub("", found["name"])
        if name in CITED and rule("cited_before").search(found.string[: found.start()][-60:]):
            continue
        is_name = bool(rule("agency_end").search(rule("inner_office").sub("", words)))
        is_name = is_name or bool(rule("township_name").search(words))
        is_name = is_name or (source == "editor" and bool(rule("place_end").search(words)))
        if is_name or source in NAMED_AS or rule("inner_office").search(words):
            yield from _names(words, source)


def from_columns(head: str) -> Iterator[Name]:
    """The publisher where the labels stand in one row and the values in the next."""
    rows = [[cell.strip() for cell in line.split("|")] for line in head.split("\n")]
    for labels, values in pairwise(rows):
        for at, label in enumerate(labels[: len(values)]):
            if len(labels) > 1 and rule("publisher_label").match(label) and values[at]:
                yield from _names(values[at], "metadata")


def from_breadcrumb(head: str) -> Iterator[Name]:
    """Agencies on the page's path, the last first."""
    for found in rule("breadcrumb").finditer(head):
        for step in reversed(re.split(r"\s*(?:>|»|/|-|—|\||::|\s)+\s*", found["path"])):
            if rule("agency_end").search(step):
                yield from _names(step, "breadcrumb")


def from_meta(meta: Mapping[str, str]) -> Iterator[Name]:
    """Agencies in the page's own metadata."""
    for key in SITE_KEYS:
        for words in re.split(r"[\s,;|>_-]+", meta[key]) if meta.get(key) else ():
            if rule("name_words").match(words):
                yield from _names(words, "metadata")


def from_byline(lines: Sequence[str], source: str = "below_title") -> Iterator[Name]:
    """Agency that stands alone in a line behind the title, or at the top of a report without."""
    for line in lines:
        if re.fullmatch("[\u4e00-\u9fff()]{4,36}", line) and rule("agency_end").search(line):
            yield from _names(line, source)


@dataclass(frozen=True)
class Around:
    """The stretches of a report where its author may stand; read only as far as needed."""

    head: str
    body: str
    tail: str
    close: str
    meta: Mapping[str, str]
    below: Sequence[str]

    @cached_property
    def names(self) -> list[Name]:
        """Every candidate for the author, the most trusted source first."""
        return candidates(self)


def candidates(around: Around) -> list[Name]:
    """All names that may be the author's, the most trusted source first."""
    head, body, tail, meta = around.head, around.body, around.tail, around.meta
    return [
        *from_byline(around.below),
        *from_byline(() if around.below else head.split("\n")[:2], "breadcrumb"),
        *from_signature(around.close),
        *from_rule("editor", body[:1200], "editor"),
        *from_rule("inline_title", body[:600], "inline"),
        *from_rule("named_self", body, "editor"),
        *from_rule("named_body", body, "opening"),
        *from_rule("contact", body + "\n" + tail, "contact"),
        *from_rule("contact_address", body[:2500], "contact"),
        *from_rule("contact_behind", body, "contact"),
        *from_rule("own_copy", body[:1500], "contact"),
        *from_rule("opening_subject", body[:500], "opening"),
        *from_rule("own_document", body, "own_document"),
        *from_rule("own_group", body, "own_document"),
        *from_rule("office_in_charge", body, "own_document"),
        *[n for n in from_rule("own_site", body, "own_document") if n.places],
        *from_rule("township_said", body, "own_document"),
        *from_rule("publisher", head, "metadata"),
        *from_columns(head),
        *from_rule("publisher", tail, "metadata"),
        *from_meta(meta),
        *from_breadcrumb(head),
        *from_rule("footer", tail, "footer"),
        *from_rule("footer", head, "footer"),
    ]


def self_reference(text: str) -> str:
    """How the report calls its author after 我 or 本; "" if it doesn't.

    >>> self_reference("我局严格按照要求,我局主动公开,受到我市好评")
    '局'
    """
    counts = Counter(found["kind"] for found in rule("self_reference").finditer(text))
    bodies = {k: n for k, n in counts.items() if not self_word(k).is_territory}
    if bodies and (total := max(bodies.values())):
        best = max(bodies, key=lambda k: (bodies[k], k))
        above = max((n for k, n in counts.items() if self_word(k).is_territory), default=0)
        if total * 2 >= above:
            return self_word(best).unit or best
    if not counts:
        return ""
    most = counts.most_common(1)[0][0]
    return self_word(most).unit or most
