"""Can the codes be trusted, and what is the prevalence once their errors are allowed for?"""

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, traps
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.words import words


def agreement(data: pd.DataFrame, *, first: str, second: str, level: float = c.LEVEL) -> Estimate:
    """Cohen's kappa of two coders, with prevalence and agreement for each answer in `details`.

    Not for rare problems alone: kappa of a problem in 2% of reports says little, so read the
    agreement on "yes" beside it. Sample the reports by form and county. For three coders or
    more: `traps.fleiss`. Measured with 100 and 200 reports: 94 to 98%, also where readers err
    alike within a county.

    Args:
        data: one row for each report.
        first: column with the first coder's 1 or 0.
        second: column with the second coder's.
        level: of the interval.

    Example:
        Of 200, both say yes 80 and no 60: kappa 0.4.

        >>> d = pd.DataFrame({"a": [1] * 100 + [0] * 100,
        ...                   "b": [1] * 80 + [0] * 20 + [1] * 40 + [0] * 60})
        >>> round(agreement(d, first="a", second="b").estimate, 2)
        0.4
    """
    a, b = frames.flags(data, first), frames.flags(data, second)
    used = ~np.isnan(a) & ~np.isnan(b)
    a, b = a[used], b[used]
    table = np.array(
        [[(a * b).sum(), (a * (1 - b)).sum()], [((1 - a) * b).sum(), ((1 - a) * (1 - b)).sum()]]
    )
    base = _base(len(a), len(data))
    estimand = "agreement beyond chance (Cohen's kappa)"
    asked = Asked(estimand, "Fisher z, half a report added", level, scale="kappa")
    positives = int(min(a.sum(), b.sum()))
    if len(a) < c.MIN_DOUBLE_CODED or positives < c.MIN_POSITIVES_AGREEMENT:
        return asked.refused(
            base,
            "R9",
            events=positives,
            need=c.MIN_DOUBLE_CODED,
            need_events=c.MIN_POSITIVES_AGREEMENT,
        )
    found = traps.kappa_interval(table, level)
    if found is None:
        return asked.refused(base, "R5", **words("what.equal_codes"))
    value, low, high = found
    yes, no = table[0, 0], table[1, 1]
    apart = table[0, 1] + table[1, 0]
    details = {
        "prevalence_first": float(a.mean()),
        "prevalence_second": float(b.mean()),
        "raw_agreement": float((yes + no) / len(a)),
        "agreement_on_yes": float(2 * yes / (2 * yes + apart)),
        "agreement_on_no": float(2 * no / (2 * no + apart)) if no + apart else None,
    }
    return asked.computed(base, value, min(low, value), max(high, value), details=details)


def corrected_prevalence(
    data: pd.DataFrame, *, machine: str, human: str, seed: int = 0, level: float = c.LEVEL
) -> Estimate:
    """Prevalence of a problem when machine codes err, from a hand-coded random sample.

    Machine labels split the reports in two; the hand-coded share in each part is drawn from
    its Beta law and says how many of the unread have the problem; those that were read are
    known. The share is that of these reports: where all were read, of such reports, taken as
    independent. Counting machine labels covers 0% at prevalence 0.05. Not where the sample
    comes from another form or region than the reports: validate in each.

    Args:
        data: one row for each report.
        machine: column with the machine's 1 or 0, known for all.
        human: column with the hand code, missing where no one read the report.
        seed: of the draws.
        level: of the interval.

    Example:
        The machine says yes in half; hands find 0.8 of these and 0.1 of the others.

        >>> d = pd.DataFrame({"m": [1] * 500 + [0] * 500})
        >>> d["h"] = np.nan
        >>> d.loc[0:99, "h"] = [1] * 80 + [0] * 20
        >>> d.loc[500:599, "h"] = [1] * 10 + [0] * 90
        >>> round(corrected_prevalence(d, machine="m", human="h").estimate, 2)
        0.45
    """
    m, h = frames.flags(data, machine), frames.flags(data, human)
    used = ~np.isnan(m)
    m, h = m[used], h[used]
    read = ~np.isnan(h)
    base = _base(len(m), len(data))
    which = "such reports" if read.all() else "these reports"
    estimand = f"share of {which} with the problem, errors of {machine} allowed for"
    method = f"hand-coded share within machine label, {c.BETA_DRAWS} Beta draws for the unread"
    asked = Asked(estimand, method, level)
    positives = int(h[read].sum())
    if read.sum() < c.MIN_DOUBLE_CODED or positives < c.MIN_POSITIVES_CORRECTION:
        return asked.refused(
            base,
            "R9",
            n=int(read.sum()),
            events=positives,
            need=c.MIN_DOUBLE_CODED,
            need_events=c.MIN_POSITIVES_CORRECTION,
        )
    for label in (0.0, 1.0):
        if (m == label).any() and not (read & (m == label)).any():
            return asked.refused(base, "R9", n=0, events=0, need=1, need_events=0)
    draws = _draws(m, h, read, np.random.default_rng(seed))
    tail, half = (1 - level) / 2, 0.5 / len(m)
    low, value, high = np.quantile(draws, [tail, 0.5, 1 - tail])
    if low == high:  # hardly any report is unread: half a report each way
        low, high = max(low - half, 0.0), min(high + half, 1.0)
    hand_coded = int(read.sum())
    details = {"machine_share": float(m.mean()), "hand_coded": hand_coded, "seed": seed}
    return asked.computed(base, value, low, high, details=details)


def _draws(m: Floats, h: Floats, read: frames.Mask, rng: np.random.Generator) -> Floats:
    """Shares of the reports with the problem that the hand codes make likely."""
    known, total = float(h[read].sum()), len(m)
    if read.all():
        such: Floats = rng.beta(known + 0.5, total - known + 0.5, c.BETA_DRAWS)
        return such
    found: Floats = np.full(c.BETA_DRAWS, known)
    for label in (0.0, 1.0):
        seen = h[read & (m == label)]
        yes, unread = float(seen.sum()), int((~read & (m == label)).sum())
        share = rng.beta(yes + 0.5, len(seen) - yes + 0.5, c.BETA_DRAWS)
        found = found + rng.binomial(unread, share)
    return found / total


def _base(n: int, total: int) -> Base:
    return Base(n, n, float(n), 1 / n if n else None, total - n, unit="reports")
