"""What one number, or one zero in words, may say."""

from dataclasses import dataclass

from govdisc_analysis.models import Figure, Refusal
from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.zeros import Zero


@dataclass(slots=True)
class Candidate:
    """A number with what it may say; an empty indicator is a refusal with its reason."""

    indicator: str
    reason: str
    rule: str
    number: Number | None
    start: int
    end: int
    text: str
    quote: str
    strength: int
    sentence: int
    is_printed: bool = True

    @classmethod
    def of_zero(cls, zero: Zero, text: str) -> "Candidate":
        """A zero said in words."""
        quote = text[zero.quote_start : zero.quote_end].strip()
        return cls(zero.indicator, "", zero.rule, None, zero.start, zero.end,
                   text[zero.start : zero.end], quote, 0, -1, False)  # fmt: skip

    def figure(self, indicator: str, section: str) -> Figure:
        """The candidate as a figure."""
        n = self.number
        value, lower, upper = (n.value, n.lower, n.upper) if n else (0.0, 0.0, 0.0)
        return Figure(indicator, value, lower, upper, bool(n and n.approximate),
                      n.unit if n else "", "narrative", section, self.quote, self.start, self.end,
                      self.rule)  # fmt: skip

    def refusal(self, best: dict[str, "Candidate"]) -> Refusal:
        """The candidate as a refused number."""
        reason, held = self.reason, best.get(self.indicator)
        if self.indicator and held:
            kept = held.number.value if held.number else 0.0
            same = self.number is not None and kept == self.number.value
            reason = "restated" if same else "restated_differently"
        return Refusal(self.start, self.end, self.text, reason)
