"""How the rivals take a cell for a number."""

import math
import re

_NUMBER = re.compile(r"[-+]?\d[\d,，]*(?:\.\d+)?(?:件|条|项|个|人|次|篇|元|万元)?")
_TAIL = re.compile(r"[^\d.]+$")


def to_number(cell: object) -> float | None:
    """The number in a cell, None where the cell holds none.

    >>> to_number("1,234"), to_number("１２件"), to_number("1.属于国家秘密"), to_number("—")
    (1234.0, 12.0, None, None)
    """
    if isinstance(cell, int | float):
        return None if math.isnan(cell) else float(cell)
    text = "".join(str(cell or "").split())
    if not _NUMBER.fullmatch(text):
        return None
    return float(_TAIL.sub("", text.replace(",", "").replace("，", "")))


def is_blank(cell: object) -> bool:
    """Whether nothing stands in a cell.

    >>> is_blank(None), is_blank(float("nan")), is_blank(" "), is_blank("0")
    (True, True, True, False)
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return not str(cell).strip()
