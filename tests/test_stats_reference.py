"""Published results, computed again by our functions (or by the call that ours wraps).

`seen` in tests/data/stats_reference.csv says what was read in a source: the `result` itself, or
only the `data` and the rule, from which the number follows.
"""

import csv
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels
import statsmodels.api as sm
from scipy import stats as sps
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from govdisc_analysis.coding.measures import krippendorff_alpha
from govdisc_analysis.stats import stratified_rates, traps
from govdisc_analysis.stats.estimate import Base, computed
from govdisc_analysis.stats.many import adjust_many
from govdisc_analysis.stats.negbin import Counts, fit_counts
from govdisc_analysis.stats.ranks import fit_prior

DATA = Path(__file__).parent / "data"
WHEEL = Path(statsmodels.__file__).parent
ROWS = list(csv.DictReader((DATA / "stats_reference.csv").open(encoding="utf-8")))

# Admitted and rejected by department, men then women (R datasets, UCBAdmissions).
BERKELEY = np.array(
    [
        [[512, 313], [89, 19]],
        [[353, 207], [17, 8]],
        [[120, 205], [202, 391]],
        [[138, 279], [131, 244]],
        [[53, 138], [94, 299]],
        [[22, 351], [24, 317]],
    ],
    dtype=float,
)
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
X = np.nan
KRIPPENDORFF = {
    "4 by 12": [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ],
    "2 by 10": [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]],
}
# Weeks of remission on 6-mercaptopurine; a minus sign marks those still in remission.
SIX_MP = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
AT_BAT = 45
BH_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def _wilson(k: int, n: int) -> tuple[float, ...]:
    return traps.wilson(k, n) or ()


def _trend(scores: list[float]) -> float:
    events = np.array([48.0, 38, 5, 1, 1])
    none = np.array([17066.0, 14464, 788, 126, 37])
    z, _ = traps.trend_in_proportions(events, events + none, np.array(scores))
    n = (events + none).sum()
    return z * z * (n - 1) / n


def _star98() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    data = sm.datasets.star98.load_pandas()
    x = sm.add_constant(np.asarray(data.exog, dtype=float), prepend=False)
    endog = np.asarray(data.endog, dtype=float)
    return endog[:, 0], endog.sum(axis=1), x


def _ships() -> float:
    ships = pd.read_csv(WHEEL / "discrete/tests/results/ships.csv")
    ships = ships[ships["service"] > 0]
    terms = [
        pd.get_dummies(ships[name], prefix=name, drop_first=True, dtype=float)
        for name in ("ship", "yr_con", "yr_op")
    ]
    x = np.column_stack([np.ones(len(ships)), *terms])
    model = sm.GLM(ships["accident"], x, sm.families.Poisson(), offset=np.log(ships["service"]))
    return float(model.fit().llf)


def _petersen(groups: str) -> float:
    firm, year, x, y = np.loadtxt(WHEEL / "stats/tests/test_data.txt").T
    model = sm.OLS(y, sm.add_constant(x))
    fit = model.fit()
    if groups == "white":
        return float(fit.HC0_se[1])
    if groups == "both":
        both, _, _ = cov_cluster_2groups(fit, firm.astype(int), group2=year.astype(int))
        return float(np.sqrt(both[1, 1]))
    names = {"firm": firm, "year": year}
    return float(model.fit(cov_type="cluster", cov_kwds={"groups": names[groups]}).bse[1])


def _randhie(place: int) -> float:
    data = sm.datasets.randhie.load_pandas()
    y = np.asarray(data.endog, dtype=float)
    x = np.column_stack([np.asarray(data.exog, dtype=float), np.ones(len(y))])
    fit = fit_counts(Counts(y, y, x, np.zeros(len(y)), np.ones(len(y))))
    assert fit is not None
    return float(fit.parameters[place])


def _wald_coverage(n: int, p: float) -> float:
    k = np.arange(n + 1)
    reach = sps.norm.ppf(0.975) * np.sqrt(k / n * (1 - k / n) / n)
    return float(sps.binom.pmf(k, n, p)[np.abs(k / n - p) <= reach].sum())


def _rejected(method: str) -> int:
    tests = [computed(Base(), 1.0, 0.0, 2.0, "x", "y", p_value=p) for p in BH_1995]
    if method == "bonferroni":
        return sum(p * len(BH_1995) <= 0.05 for p in BH_1995)
    return sum(e.p_value <= 0.05 for e in adjust_many(tests, method=method) if e.p_value)


def _china() -> np.ndarray:
    data = sm.datasets.china_smoking.load_pandas().data
    return data.to_numpy(dtype=float).reshape(-1, 2, 2)


def _homogeneity() -> tuple[float, float]:
    test = StratifiedTable(list(_china())).test_equal_odds()
    return float(test.statistic), float(test.pvalue)


def _berkeley() -> tuple[float, float, float]:
    found = traps.mantel_haenszel(BERKELEY)
    reach = sps.norm.ppf(0.975) * found.log_se
    middle = np.log(found.odds_ratio)
    return found.odds_ratio, float(np.exp(middle - reach)), float(np.exp(middle + reach))


def _remission() -> list[float]:
    weeks = np.array(SIX_MP, dtype=float)
    found = SurvfuncRight(np.abs(weeks), (weeks > 0).astype(int))
    assert found.quantile(0.5) == 23
    return list(found.surv_prob)


def _batting() -> tuple[float, float]:
    """Stein's rule: 1 - (k - 3) variance / sum of squares."""
    rates = np.array(HITS) / AT_BAT
    mean = float(rates.mean())
    variance = mean * (1 - mean) / AT_BAT
    return mean, 1 - (len(rates) - 3) * variance / float(((rates - mean) ** 2).sum())


def _dispersion() -> float:
    return float(traps.binomial_fit(*_star98()).scale)


RUN: dict[str, Callable[[], object]] = {
    "wilson 81/263": lambda: _wilson(81, 263),
    "wilson 15/148": lambda: _wilson(15, 148),
    "wilson 0/20": lambda: _wilson(0, 20),
    "wilson 1/29": lambda: _wilson(1, 29),
    "newcombe 56/70-48/80": lambda: traps.difference_of_proportions(56, 70, 48, 80),
    "newcombe 9/10-3/10": lambda: traps.difference_of_proportions(9, 10, 3, 10),
    "newcombe 5/56-0/29": lambda: traps.difference_of_proportions(5, 56, 0, 29),
    "newcombe 0/10-0/20": lambda: traps.difference_of_proportions(0, 10, 0, 20),
    "garwood 10": lambda: traps.poisson_interval(10),
    "cochran-armitage 0 1 3 6 of 50": lambda: traps.trend_in_proportions(
        np.array([0.0, 1, 3, 6]), np.full(4, 50.0), np.arange(4.0)
    ),
    "agresti drinking scores": lambda: _trend([0, 0.5, 1.5, 4, 7]),
    "agresti drinking equal": lambda: _trend([0, 1, 2, 3, 4]),
    "berkeley odds ratio": _berkeley,
    "berkeley statistic": lambda: astuple(traps.mantel_haenszel(BERKELEY))[2:],
    "china smoking odds ratio": lambda: traps.mantel_haenszel(_china()).odds_ratio,
    "china smoking statistic": lambda: traps.mantel_haenszel(_china()).chi_square,
    "china smoking homogeneity": _homogeneity,
    "star98 dispersion": _dispersion,
    "star98 deviance": lambda: traps.binomial_fit(*_star98()).deviance,
    "star98 pearson": lambda: traps.binomial_fit(*_star98()).pearson_chi2,
    "ships log-likelihood": _ships,
    "petersen firm": lambda: _petersen("firm"),
    "petersen year": lambda: _petersen("year"),
    "petersen firm and year": lambda: _petersen("both"),
    "petersen white": lambda: _petersen("white"),
    "randhie first coefficient": lambda: _randhie(0),
    "randhie alpha": lambda: np.exp(_randhie(-1)),
    "fleiss kappa": lambda: traps.fleiss(
        [[c for c, n in enumerate(row) for _ in range(n)] for row in FLEISS]
    ),
    "cohen kappa": lambda: traps.kappa_interval(np.array([[20.0, 5], [10, 15]]))[0],
    "krippendorff 4 by 12": lambda: krippendorff_alpha(np.array(KRIPPENDORFF["4 by 12"])),
    "krippendorff 2 by 10": lambda: krippendorff_alpha(np.array(KRIPPENDORFF["2 by 10"], float)),
    "benjamini-hochberg rejected": lambda: _rejected("bh"),
    "bonferroni rejected": lambda: _rejected("bonferroni"),
    "6-mp remission": _remission,
    "batting mean and shrinkage": _batting,
    "fisher tea": lambda: sps.fisher_exact([[3, 1], [1, 3]]).pvalue,
    "wald coverage 17 .5": lambda: _wald_coverage(17, 0.5),
    "wald coverage 18 .5": lambda: _wald_coverage(18, 0.5),
    "wald coverage 40 .5": lambda: _wald_coverage(40, 0.5),
    "wald coverage 30 .2": lambda: _wald_coverage(30, 0.2),
    "wald coverage 98 .2": lambda: _wald_coverage(98, 0.2),
    "wald coverage 591 .005": lambda: _wald_coverage(591, 0.005),
    "wald coverage 592 .005": lambda: _wald_coverage(592, 0.005),
}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_published_result(row: dict[str, str]) -> None:
    published = [float(x) for x in row["published"].split()]
    ours = np.atleast_1d(np.asarray(RUN[row["name"]](), dtype=float)).tolist()
    close = 0.6 * 10 ** -int(row["digits"])
    assert ours == pytest.approx(published, abs=close), row["source"]


def test_every_reference_is_run() -> None:
    assert {row["name"] for row in ROWS} == set(RUN)
    assert {row["seen"] for row in ROWS} == {"result", "data"}


def test_simpsons_paradox_shows_beside_the_answer() -> None:
    rows = [
        (department, sex, BERKELEY[department, sex, 0], BERKELEY[department, sex].sum())
        for department in range(6)
        for sex in (0, 1)
    ]
    data = pd.DataFrame(rows, columns=["department", "sex", "admitted", "applied"])
    data["sex"] = 1 - data["sex"]
    found = stratified_rates(
        data, events="admitted", trials="applied", stratum="department", group="sex"
    )
    assert found.estimate == pytest.approx(0.9047, abs=1e-4)
    assert found.details["crude_odds_ratio"] == pytest.approx(1.8411, abs=1e-4)


def test_uk_denominators_differ() -> None:
    """Cabinet Office, Freedom of Information statistics: annual 2022 bulletin, section 1.1."""
    received, resolvable, full = 52_740, 37_679, 0.39
    assert full * resolvable / received == pytest.approx(0.279, abs=0.001)


def test_beta_prior_recovers_the_mean_of_batting() -> None:
    prior = fit_prior(np.array(HITS, dtype=float), np.full(len(HITS), float(AT_BAT)))
    assert prior is not None
    assert prior.a / (prior.a + prior.b) == pytest.approx(0.265, abs=0.002)
