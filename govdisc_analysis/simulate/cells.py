"""How one document prints the numbers of its forms."""

from dataclasses import dataclass, replace
from random import Random

from govdisc_analysis.simulate.dice import chance
from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Key, State, TableName, Value
from govdisc_analysis.simulate.numbers import NumberStyle, in_style


@dataclass(frozen=True, slots=True)
class CellHabit:
    """``zero`` stands for zeros ("0", "", "/", "—", …) in ``share`` of them."""

    style: NumberStyle
    rng: Random
    zero: str = "0"
    share: float = 1.0
    units: bool = False
    signs: bool = False

    def write(self, table: TableName, template: str, key: Key, number: float, unit: str) -> Value:
        """The cell as this document prints it."""
        text, state = self._text(key, number, unit)
        shown = None if state in ("blank", "dash") else number
        return Value(table, template, key, text, shown, state, unit)

    def _text(self, key: Key, number: float, unit: str) -> tuple[str, State]:
        if number == 0:
            if self.zero == "0" or not chance(self.rng, self.share):
                return in_style(0, self.style, self.rng), "zero"
            return self.zero, "dash" if self.zero.strip() else "blank"
        said = toml("printed")["numbers"]
        if key[-1] == "change" and self.signs:
            sign = said["risen"] if number > 0 else said["fallen"]
            return sign + in_style(abs(number), self.style, self.rng), "number"
        if self.units and unit == said["money"]:
            return in_style(round(number / 1e4, 6), self.style, self.rng) + said[
                "money_in_ten_thousands"
            ], "number"
        if self.units and unit == said["money_in_ten_thousands"]:
            return in_style(number, self.style, self.rng) + said["money_in_ten_thousands"], "number"
        return in_style(number, self.style, self.rng), "number"


def changed(value: Value, by: int, habit: CellHabit) -> Value:
    """The same cell with another number in it."""
    number = (value.number or 0) + by
    return replace(value, number=number, text=in_style(number, habit.style, habit.rng))
