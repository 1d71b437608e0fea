"""Problem statements that say the same, and their categories."""

from collections.abc import Iterable
from difflib import SequenceMatcher

import pandas as pd

_LIKE_ENOUGH = 0.5


def _likeness(phrase: str, text: str) -> float:
    """1 where ``phrase`` is within ``text``, else the share of it in the longest common run."""
    if not phrase or not text:
        return 0.0
    if phrase in text or (text in phrase and len(text) >= 4):
        return 1.0
    run = SequenceMatcher(None, phrase, text, autojunk=False).find_longest_match()
    return run.size / min(len(phrase), len(text))


def _statements(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Problem texts by document and number."""
    found: dict[str, dict[str, str]] = {}
    if not frame.empty:
        column = "key_phrase" if "key_phrase" in frame else "text"
        for path, number, text in zip(
            frame["source_path"], frame["problem_no"], frame[column], strict=True
        ):
            found.setdefault(path, {})[number] = text
    return found


def _codes(problems: pd.DataFrame, categories: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    if "categories" in problems:
        for row in problems.to_dict("records"):
            found[row["source_path"], row["problem_no"]] = set(str(row["categories"]).split(";"))
    for row in categories.to_dict("records"):
        found.setdefault((row["source_path"], row["problem_no"]), set()).add(row["category"])
    return found


def _matched(ours: dict[str, str], true: dict[str, str]) -> dict[str, str]:
    """Truth number to our number, the likest pairs first, each once."""
    pairs = [
        (_likeness(phrase, text), a, b) for a, phrase in true.items() for b, text in ours.items()
    ]
    matched: dict[str, str] = {}
    for likeness, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness >= _LIKE_ENOUGH and a not in matched and b not in matched.values():
            matched[a] = b
    return matched


def problem_items(
    problems: tuple[pd.DataFrame, pd.DataFrame], categories: tuple[pd.DataFrame, pd.DataFrame]
) -> Iterable[tuple[object, ...]]:
    """A row for each statement and each category that ours or the truth holds."""
    ours, true = _statements(problems[0]), _statements(problems[1])
    our_codes = _codes(problems[0], categories[0])
    true_codes = _codes(problems[1], categories[1])
    for path in sorted(set(ours) | set(true)):
        mine, theirs = ours.get(path, {}), true.get(path, {})
        matched = _matched(mine, theirs)
        for number in theirs:
            yield found_item("problems", "", path, True, number in matched)
        for _ in range(len(mine) - len(matched)):
            yield found_item("problems", "", path, False, True)
        for number, other in matched.items():
            expected = true_codes.get((path, number), set())
            given = our_codes.get((path, other), set()) if expected else set()
            for code in sorted(expected | given):
                yield found_item("problem_categories", code, path, code in expected, code in given)


def found_item(table: str, name: str, path: str, true: bool, told: bool) -> tuple[object, ...]:
    """The row of something that is there or not, in the order of the columns of items."""
    hit = true and told
    return (table, name, path, true, hit, true, told, hit, true, told and not hit)
