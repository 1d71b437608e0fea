"""Which agencies stand out? Shrunken rates, intervals of ranks, and funnel limits."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.coverage import with_label
from govdisc_analysis.stats.estimate import Base, Estimate, EstimateSet, combine
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.rates import read_rate
from govdisc_analysis.stats.words import words

_MANY = 5000
_MOST_DRAWS = 20_000_000
"""Beyond these the law of the rates is known well and fewer draws do; memory stays bounded."""
_HIDDEN = "agency {number} (under {need} requests)"


@dataclass(frozen=True)
class Prior:
    """Beta law of the agencies' true rates: a successes and b failures."""

    a: float
    b: float


def rank_agencies(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    cluster: str,
    seed: int = 0,
    level: float = c.LEVEL,
) -> EstimateSet:
    """Shrunken rate of each agency; its interval of ranks is in `details`.

    Not a league table: the raw worst tenth of one year finds a quarter of the truly worst. A
    name is shown from 30 requests on. `worst_tenth` is the probability of being among the
    lowest tenth, `rank_low` and `rank_high` the interval of the rank (1 is the lowest rate).
    Measured with 40 agencies by five years: over all agencies 97% of rank intervals and 94% of
    rate intervals hold the truth.

    Args:
        data: one row for each report.
        events: column with the counted requests.
        trials: column with the requests they are part of.
        cluster: column with the agency.
        seed: of the draws.
        level: of the intervals.

    Example:
        Forty agencies with 10 to 49 of 60: the lowest is drawn up from 10/60, and stays first.

        >>> d = pd.DataFrame({"a": [f"n{i:02d}" for i in range(40)],
        ...                   "k": [10 + i for i in range(40)], "n": [60] * 40})
        >>> s = rank_agencies(d, events="k", trials="n", cluster="a")
        >>> s[0].estimate > 10 / 60, s[0].details["rank_low"]
        (True, 1)
    """
    k, n, units, base, _ = read_rate(data, events, trials, cluster)
    estimand = f"share {events}/{trials} of each {cluster}, drawn towards the others"
    method = "beta-binomial empirical Bayes, hyper-parameters resampled"
    asked = Asked(estimand, method, level)
    y, m = jk.totals(units.codes, k), jk.totals(units.codes, n)
    if len(m) < c.MIN_RANKED:
        return combine([_too_few(base, asked, len(m))], "ranking")
    prior = fit_prior(y, m)
    if prior is None:
        return combine([_alike(base, asked)], "ranking")
    rng = np.random.default_rng(seed)
    draws = _draws(y, m, prior, rng)
    ranks = draws.argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    r_low, r_high = np.quantile(ranks, [tail, 1 - tail], axis=0).round().astype(int)
    worst = (ranks <= max(1, round(len(m) / 10))).mean(axis=0)
    rows = []
    for i, name in enumerate(units.names):
        shown = name if m[i] >= c.MIN_NAMED else _HIDDEN.format(number=i + 1, need=c.MIN_NAMED)
        value = float((y[i] + prior.a) / (m[i] + prior.a + prior.b))
        ends = min(low[i], value), max(high[i], value)
        details = {
            "events": float(y[i]),
            "trials": float(m[i]),
            "rank_low": int(r_low[i]),
            "rank_high": int(r_high[i]),
            "worst_tenth": float(worst[i]),
            "named": bool(m[i] >= c.MIN_NAMED and worst[i] >= c.NAMED_PROBABILITY),
        }
        rows.append(replace(asked, term=shown).computed(base, value, *ends, details=details))
    return combine(rows, "ranking", prior=(prior.a, prior.b))


def funnel(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    cluster: str,
    limit: float = c.FUNNEL_LIMIT,
) -> EstimateSet:
    """Each agency's raw rate against the limits that such agencies stay within.

    `low` and `high` are the limits at the agency's own size, not an interval for its rate; the
    beta-binomial law allows for ordinary differences between agencies (binomial limits flag 71%
    of large agencies when none is special). Not a league table, and being inside is no praise: with
    few requests the limits, which fall between whole numbers, are wider than they say.
    `details["outside"]` tells. Names from 30 requests on and only outside.

    Args:
        data: one row for each report.
        events: column with the counted requests.
        trials: column with the requests they are part of.
        cluster: column with the agency.
        limit: share of ordinary agencies that stay inside.

    Example:
        Nineteen agencies at 40%, twenty at 50 or 60%, and the last at 100 of 100.

        >>> d = pd.DataFrame({"a": range(40), "k": [40, 60] * 19 + [50, 100], "n": [100] * 40})
        >>> [e.term for e in funnel(d, events="k", trials="n", cluster="a")
        ...  if e.details["outside"]]
        ['39']
    """
    k, n, units, base, _ = read_rate(data, events, trials, cluster)
    estimand = f"limits of {events}/{trials} for an ordinary {cluster} of this size"
    asked = Asked(estimand, f"beta-binomial limits, {limit:.1%}", limit)
    y, m = jk.totals(units.codes, k), jk.totals(units.codes, n)
    prior = fit_prior(y, m) if len(m) >= c.MIN_RANKED else None
    if prior is None:
        is_few = len(m) < c.MIN_RANKED
        row = _too_few(base, asked, len(m)) if is_few else _alike(base, asked)
        return combine([row], "funnel")
    tail = (1 - limit) / 2
    whole = np.round(m)
    sizes, at = np.unique(whole, return_inverse=True)
    low, high = (
        (stats.betabinom.ppf(q, sizes, prior.a, prior.b) / sizes)[at] for q in (tail, 1 - tail)
    )
    rows = []
    for i, name in enumerate(units.names):
        rate = float(y[i] / m[i])
        outside = bool(rate < low[i] or rate > high[i])
        shown = name if outside and m[i] >= c.MIN_NAMED else f"agency {i + 1}"
        details = {"trials": float(m[i]), "outside": outside}
        row = replace(asked, term=shown).computed(base, rate, low[i], high[i], details=details)
        rows.append(with_label(row, "funnel.few"))
    return combine(rows, "funnel", prior=(prior.a, prior.b))


def _too_few(base: Base, asked: Asked, agencies: int) -> Estimate:
    code = "R3" if agencies else "R1"
    return asked.refused(base, code, need=c.MIN_RANKED, **words("what.requests"))


def _alike(base: Base, asked: Asked) -> Estimate:
    return asked.refused(base, "R6", **words("what.alike"))


def fit_prior(y: Floats, m: Floats) -> Prior | None:
    """Beta law of the rates by maximum likelihood; None where nothing differs or all are equal.

    >>> y = np.array([0.0, 2, 5, 8, 10] * 8)
    >>> p = fit_prior(y, np.full(40, 10.0))
    >>> round(p.a / (p.a + p.b), 2)
    0.5
    """
    if y.sum() in (0, m.sum()):
        return None

    def loss(p: Floats) -> float:
        mean, size = special.expit(p[0]), np.exp(p[1])
        a, b = mean * size, (1 - mean) * size
        return -float((special.betaln(y + a, m - y + b) - special.betaln(a, b)).sum())

    start = np.array([special.logit(np.clip(y.sum() / m.sum(), 0.01, 0.99)), 1.0])
    found = optimize.minimize(
        loss, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-8, "maxiter": 2000}
    )
    size = float(np.exp(found.x[1]))
    if not found.success or not 1e-3 < size < 1e5:
        return None
    mean = float(special.expit(found.x[0]))
    return Prior(mean * size, (1 - mean) * size)


def _draws(y: Floats, m: Floats, prior: Prior, rng: np.random.Generator) -> Floats:
    """Rates drawn from each agency's posterior, with the prior resampled from its own law."""
    hyper = c.HYPER_DRAWS if len(m) <= _MANY else c.HYPER_DRAWS // 6
    each = max(min(c.RANK_DRAWS // hyper, _MOST_DRAWS // len(m) // hyper), 20)
    parts = []
    for _ in range(hyper):
        true = rng.beta(prior.a, prior.b, len(m))
        again = (
            fit_prior(rng.binomial(np.round(m).astype(np.int64), true).astype(float), m) or prior
        )
        parts.append(rng.beta(y + again.a, m - y + again.b, (each, len(m))))
    joined: Floats = np.concatenate(parts)
    return joined
