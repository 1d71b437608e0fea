"""Which measures the header of a proactive table names, clipped cells included."""

from collections.abc import Sequence
from functools import cache, lru_cache

from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.labels import Meaning, core, guess, load_index, look_up


@cache
def official_headers() -> tuple[tuple[Meaning, ...], ...]:
    """The measures in the order of each official table's header."""
    index = load_index()
    own = {
        (m.code, m.template): m for found in index.meanings.values() for m in found
        if m.kind == "measure"
    }  # fmt: skip
    headers: dict[tuple[str, str], list[Meaning]] = {}
    for (article, subject, measure), templates in load_codes().proactive.items():
        for template in templates:
            meaning = own.get((measure, template))
            if meaning:
                headers.setdefault((template, f"{article}{subject}"), []).append(meaning)
    return tuple(dict.fromkeys(tuple(header) for header in headers.values()))


@lru_cache(maxsize=1000)
def read_measures(texts: tuple[str, ...]) -> tuple[Meaning | None, ...]:
    """Meanings of the header cells of one proactive table, in their order.

    A cell that lost its end is named by the official header that alone fits all the cells. Of a
    header's cells in another order, one broken, nobody knows where they stood.

    >>> [m.code for m in read_measures(("本年新", "本年新", "对外公开总数量")) if m]
    ['newly_made', 'newly_disclosed', 'total_disclosed']
    >>> read_measures(("本年增/减", "处理决定数量", "一年项目数量"))
    (None, None, None)
    """
    whole = tuple(_whole(text) for text in texts)
    if all(whole) or not texts:
        return whole
    fits = [header for header in official_headers() if _fits(header, texts, whole)]
    if len(fits) == 1:
        return fits[0]
    said = tuple(known or guess(text, "measure") for known, text in zip(whole, texts, strict=True))
    return (None,) * len(said) if _is_shuffled(said) else said


def _is_shuffled(said: tuple[Meaning | None, ...]) -> bool:
    codes = [meaning.code for meaning in said if meaning]
    return any(
        sorted(codes) == sorted(own) and codes != own
        for own in ([meaning.code for meaning in header] for header in official_headers())
    )


def _whole(text: str) -> Meaning | None:
    return next((m for m in look_up(text) if m.kind == "measure"), None)


def _fits(
    header: tuple[Meaning, ...], texts: tuple[str, ...], whole: tuple[Meaning | None, ...]
) -> bool:
    if len(header) != len(texts):
        return False
    return all(
        (known.code == meaning.code) if known else _begins(text, meaning)
        for text, known, meaning in zip(texts, whole, header, strict=True)
    )


def _begins(text: str, meaning: Meaning) -> bool:
    clipped = core(text)
    if len(clipped) < 2:
        return False
    return any(key.startswith(clipped) or key.endswith(clipped) for key in _keys()[meaning])


@cache
def _keys() -> dict[Meaning, tuple[str, ...]]:
    """The labels of each measure."""
    keys: dict[Meaning, list[str]] = {}
    for key, found in load_index().meanings.items():
        for meaning in found:
            keys.setdefault(meaning, []).append(key)
    return {meaning: tuple(found) for meaning, found in keys.items()}


def proactive_key(
    subject: Meaning, measure: Meaning, header: Sequence[Meaning | None]
) -> tuple[tuple[str, str, str], str, str] | None:
    """``(key, template, unit)`` of a cell, None where no form has such a cell."""
    key = (subject.parent, subject.code, measure.code)
    templates = load_codes().proactive.get(key)
    if not templates:
        return None
    template = next(iter(templates))
    if len(templates) > 1:
        old = {m.code for m in header if m} & {"previous_items", "change"}
        template = "form2019" if old else "form2021"
    return key, template, templates[template]
