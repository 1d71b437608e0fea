"""Section four in plain text: channels and results, then their values."""

from dataclasses import dataclass, field

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Found, load_codes, make_found
from govdisc_analysis.forms.patterns import term
from govdisc_analysis.forms.rows import Row
from govdisc_analysis.forms.slots import RowReader
from govdisc_analysis.forms.strays import has_sum
from govdisc_analysis.forms.tokens import Token

Pair = tuple[str, str]


@dataclass(slots=True)
class Redress:
    """Channels and results that the header has named since the last values; channels with some.

    ``is_torn`` says that values stand between the labels of the header; ``row`` is the last one
    read.
    """

    channels: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    unread: int = 0
    is_torn: bool = False
    row: Row | None = None

    def read(self, token: Token, rows: RowReader) -> tuple[list[Found], int]:
        """Take one label; the cells that its values make, and where they end."""
        channel, result = token.find("channel"), token.find("result")
        if channel and channel.code != "litigation" and channel.code not in self.channels:
            self.channels.append(channel.code)
        if result:
            self.results.append(result.code)
            self.unread += 1
        order = self._order(token, channel.code if channel else "", result.code if result else "")
        if not order:
            self.is_torn = self.is_torn or bool(token.values)
            return [], token.end
        self.filled.update(channel for channel, _ in order)
        self.row = row = rows.read("redress", token.end, token.stop, token.values, len(order))
        cells = row.cells
        is_open = row.how == "channels" and self.is_torn
        said = (None,) * len(order) if is_open else row.parsed
        found = [
            make_found("redress", key, parsed, cell, "/".join(key), term.cases)
            for key, parsed, cell in zip(order, said, cells, strict=True)
        ]
        if token.values:
            self.unread = 0
        self._reset_results(len(order))
        return found, max(cell.end for cell in cells)

    def read_all(self, token: Token) -> list[Found]:
        """Fifteen values behind a header that is too broken to read, in the form's order."""
        codes = load_codes()
        keys = [(c, r) for c in codes.channels for r in codes.results]
        return [
            make_found("redress", key, parse_value(cell.text), cell, "/".join(key), term.cases)
            for key, cell in zip(keys, token.values, strict=True)
        ]

    def _order(self, token: Token, channel: str, result: str) -> list[Pair]:
        """Which cells the values behind this label are, in their order."""
        codes = load_codes()
        count = len(token.values)
        if self.unread >= 15 and (count or result):  # a whole header: all values are behind it
            return [(c, r) for c in codes.channels for r in codes.results]
        if not count:
            return []
        official = list(codes.results)
        if channel and channel != "litigation" and count == 5 and self._names_results():
            return [(channel, r) for r in self.results[:5]]
        if count == 5 and self.results[-5:] == official and self.channels:
            # a header that a page end cut names results of two channels above these five values
            parsed = [parse_value(cell.text) for cell in token.values]
            if self.unread % 5 and any(p and p.value for p in parsed) and not has_sum(parsed):
                return []
            return [(self.channels[-1], r) for r in official]
        if count == 10 and self.results[-5:] == official:
            return [(c, r) for c in codes.channels[1:] for r in official]
        if count == 15:
            return [(c, r) for c in codes.channels for r in official]
        is_first = result == official[-1] and not self.filled  # no totals without their parts
        if result and count == 3 and len(self.channels) == 3 and not is_first:
            return [(c, result) for c in self.channels]
        if result and count == 1 and self.channels and self.filled.issuperset(self.channels[:-1]):
            return [(self.channels[-1], result)]
        return []

    def _names_results(self) -> bool:
        return len(set(self.results[:5])) == 5

    def _reset_results(self, width: int) -> None:
        if width in (10, 15):
            self.results, self.channels = [], []
