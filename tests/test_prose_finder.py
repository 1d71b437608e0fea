"""Cue words that are searched as patterns are found as if they were listed."""

import random
import re
from itertools import chain

from ahocorasick_rs import AhoCorasick, MatchKind

from govdisc_analysis.codebook import load_toml
from govdisc_analysis.prose.finder import CueFinder, as_regex, classes_of, expand, is_vast

CUES = load_toml("prose/cues.toml")["cues"]
VAST = [(name, p) for name, patterns in CUES.items() for p in patterns if is_vast(p)]


def test_a_vast_pattern_takes_the_longest_of_its_words() -> None:
    assert VAST
    for _, pattern in VAST:
        search = re.compile(as_regex(pattern))
        for word in expand(pattern):
            match = search.match(word)
            assert match and match.end() == len(word), word


def test_no_word_of_a_vast_pattern_has_two_classes() -> None:
    listed = classes_of(CUES)
    for name, pattern in VAST:
        assert {listed.get(word, name) for word in expand(pattern)} == {name}


def test_vast_patterns_are_found_like_listed_words() -> None:
    chance = random.Random(7)
    vast = [word for _, pattern in VAST for word in expand(pattern)]
    listed = [*classes_of(CUES)]
    some = [chance.choice(vast if i % 2 else listed) for i in range(3000)]
    cut = [word[chance.randrange(3) : len(word) - chance.randrange(3)] for word in some]
    words = {w: name for name, ps in reversed(CUES.items()) for p in ps for w in expand(p)}
    whole = AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)
    finder = CueFinder(CUES)
    for at in range(0, len(cut), 6):
        text = "".join(chain(cut[at : at + 4], some[at + 4 : at + 6]))
        names = list(words.values())
        expected = [(names[w], s, e) for w, s, e in whole.find_matches_as_indexes(text)]
        assert [(finder.classes[w], s, e) for w, s, e in finder.find(text)] == expected
