"""Advertising that was spliced into a page of a hacked site."""

import re
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from govdisc_analysis.clean.step import NOTHING, StepResult, warning
from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.offsets import Edit


@cache
def _strong(key: str) -> re.Pattern[str]:
    """The strong words that contain a plain string."""
    words = load_patterns("cleaning.toml")["spam"]["strong"][key]
    return re.compile("|".join(words), re.IGNORECASE)


@cache
def _keys() -> AhoCorasick:
    """One look for all the plain strings; few reports have any."""
    strong = load_patterns("cleaning.toml")["spam"]["strong"]
    return AhoCorasick(list(strong), implementation=Implementation.DFA)


_BRACKETS = frozenset(("()", "[]", "【】", "<>", "“”"))
"""What goes with the spam that it holds."""


@cache
def _run() -> re.Pattern[str]:
    """A run that begins at a strong word and goes on over strong and weak words and joints."""
    rule = load_patterns("cleaning.toml")["spam"]
    strong = "|".join(word for words in rule["strong"].values() for word in words)
    words = f"(?:{strong}|{'|'.join(rule['weak'])})"
    return re.compile(f"(?:{strong})(?:{rule['joints']}{words})*", re.IGNORECASE)


@cache
def _proofs() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Names that everybody knows, with a gap for what stands in place of a word of them."""
    rules = load_patterns("cleaning.toml")["spam_in_place"].values()
    return tuple((re.compile(rule["pattern"]), rule["word"]) for rule in rules)


def _restored(text: str) -> list[Edit]:
    """The words that advertising replaced all over a page, where a name proves which.

    >>> text = "根据《中华人民共和国365bet官网条例》,收到365bet官网申请3件"
    >>> [word for _, _, word in _restored(text)]
    ['政府信息公开', '政府信息公开']

    Characters of the name that are left are no part of what was replaced:

    >>> text = "《中华人民共和国政府信息365bet官网条例》,主动365bet官网政府信息3条"
    >>> [word for _, _, word in _restored(text)]
    ['公开', '公开']
    """
    words: dict[str, str] = {}
    for pattern, word in _proofs():
        for match in pattern.finditer(text):
            if _run().search(match["junk"]):
                junk, lost = _without_common_start(match["junk"], word)
                words.setdefault(junk.strip(" :"), lost)
    return [
        (match.start(), match.end(), word)
        for junk, word in words.items()
        for match in re.finditer(re.escape(junk) + "[ :]{0,3}", text)
    ]


def _without_common_start(junk: str, word: str) -> tuple[str, str]:
    """
    >>> _without_common_start("信息365bet官网", "信息公开")
    ('365bet官网', '公开')
    """
    while word and junk[:1] == word[:1]:
        junk, word = junk[1:], word[1:]
    return junk, word


def cut_spam(text: str) -> StepResult:
    """Cut runs of known advertising words; each cut is noted with its place and its words.

    What stood there before the spam is lost, unless a well-known name around it tells; the note
    lets a reader look at the place.
    """
    lowered = text.lower()
    if not _keys().find_matches_as_strings(lowered):
        return NOTHING
    edits = _restored(text)
    taken = {at for start, end, _ in edits for at in range(start, end)}
    starts = sorted(
        {
            match.start()
            for key in load_patterns("cleaning.toml")["spam"]["strong"]
            if key in lowered
            for match in _strong(key).finditer(text)
        }
    )
    last = 0
    for start in starts:
        if start < last or start in taken:
            continue
        if run := _run().match(text, start):
            last = run.end()
            if text[start - 1 : start] + text[last : last + 1] in _BRACKETS:
                start, last = start - 1, last + 1
            edits.append((start, last, ""))
    edits.sort()
    notes = [
        warning(f"spam {f'read as {word}' if word else 'cut'}: {text[start:end]}", start, end)
        for start, end, word in edits
    ]
    return StepResult(edits=edits, notes=notes)
