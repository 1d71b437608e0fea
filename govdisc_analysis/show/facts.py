"""What the tables say of one item: its own row, its rule, its corrections, the checks it is in."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from govdisc_analysis.codebook import load_csv, load_toml
from govdisc_analysis.codes import name_of
from govdisc_analysis.messages import in_language
from govdisc_analysis.show.document import refusal_reason
from govdisc_analysis.show.items import Item
from govdisc_analysis.show.origin import Origin, Row
from govdisc_analysis.show.words import plain, word

_CUES = 6
Pair = tuple[str, str]


def facts_of(item: Item, lang: str) -> Iterator[Pair]:
    """What the row itself says."""
    row = item.row
    if item.table == "indicators" and row["approximate"]:
        yield word("interval", lang), f"{plain(row['lower'])} – {plain(row['upper'])}"
        yield word("convention", lang), _convention(str(row["quote"] or ""), lang)
    if row.get("state"):
        yield word("state", lang), name_of(item.table, "state", str(row["state"]), lang)
    if item.table == "refused":
        code = str(row["message"]).rpartition(" (")[2].rstrip(")")
        yield word("reason", lang), refusal_reason(code, lang)
    if item.table == "indicators":
        section = str(row["section"] or "")
        yield (
            word("section", lang),
            name_of("indicators", "section", section, lang) if section else "",
        )
        yield word("quote", lang), str(row["quote"] or "")
        yield word("rule", lang), str(row["rule"] or "")
        yield from _rule(str(row["rule"] or ""), lang)
    elif row.get("template"):
        yield word("template", lang), name_of(item.table, "template", str(row["template"]), lang)
    if row.get("as_read"):
        yield word("corrected", lang), str(row["as_read"])


def _rule(name: str, lang: str) -> Iterator[Pair]:
    """The rule's own words and example, where it is one of the prose rules."""
    for rule in load_toml("prose/rules.toml")["rule"]:
        if rule["name"] == name:
            cues = load_toml("prose/cues.toml")["cues"].get(rule.get("cue"), [])
            shown = " | ".join(cues[:_CUES]) + (" …" if len(cues) > _CUES else "")
            yield word("rule_cue", lang), shown
            yield word("rule_example", lang), str(next(iter(rule.get("hits", [])), ""))
            return


def _convention(quote: str, lang: str) -> str:
    """The rows of the convention table whose word stands in the clause."""
    found = [r for r in load_csv("approximate.csv") if r["marker"] in quote]
    longest = sorted(found, key=lambda r: -len(r["marker"]))[:2]
    meaning = "meaning_zh" if lang == "zh" else "meaning"
    return "; ".join(f"{r['marker']}: {r['lower']} … {r['upper']} ({r[meaning]})" for r in longest)


def context_of(item: Item, origin: Origin, lang: str) -> Iterator[Pair]:
    """What other tables say of it: categories, corrections, checks."""
    if item.table == "problems":
        for row in origin.rows["problem_categories"]:
            if str(row["problem_no"]) == item.key:
                name = name_of("problem_categories", "category", str(row["category"]), lang)
                yield word("category", lang), f"{name} ({row['cue']})"
        return
    for row in origin.rows["log"]:
        if row["stage"] == "corrections" and f"{item.table} {item.key} " in str(row["message"]):
            yield word("correction", lang), in_language(str(row["message"]), lang)
    if item.table != "refused":
        for row in _checks(item, origin.rows["checks"]):
            name = name_of("checks", "check", str(row["check"]), lang)
            result = name_of("checks", "result", str(row["result"]), lang)
            sides = (
                f"{plain(row['left'])} | {plain(row['right'])}" if row["left"] is not None else ""
            )
            yield word("check", lang), " · ".join(p for p in (name, result, sides) if p)


def _checks(item: Item, checks: Sequence[Row]) -> list[Row]:
    """Checks that the number takes part in, with their results."""
    if item.table == "indicators":
        return [row for row in checks if row["subject"] == item.key]
    return [row for row in checks if _takes_part(item, row)]


def _takes_part(item: Item, check: Row) -> bool:
    """Whether a cell is one of those that a check of its row or column adds up."""
    codes = item.key.split("/")
    if check["subject"] not in codes:
        return False
    sums = [r for r in load_csv("identities.csv") if r["check"] == check["check"]]
    sides = [f"{r['left']}+{r['right']}" for r in sums if r["table"] == item.table]
    parts = [part for side in sides for part in side.split("+")]
    return any(fnmatchcase(code, part) for code in codes for part in parts)
