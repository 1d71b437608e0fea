"""Each trap of the pinned statsmodels and scipy is still there, and our wrapper is right.

When one of the first assertions fails after an upgrade, the trap is gone and its wrapper can go.
"""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from statsmodels.stats.contingency_tables import StratifiedTable, Table
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from govdisc_analysis.stats import compare_rates, problem_association, traps

pytestmark = pytest.mark.filterwarnings("ignore")


def test_dispersion_of_two_columns_is_divided_by_the_trials() -> None:
    rng = np.random.default_rng(1)
    n = np.full(300, 50.0)
    y = rng.binomial(50, rng.beta(2, 2, 300)).astype(float)
    x = np.ones((300, 1))
    trap = sm.GLM(np.column_stack([y, n - y]), x, sm.families.Binomial()).fit(scale="X2")
    ours = traps.binomial_fit(y, n, x)
    right = ours.pearson_chi2 / ours.df_resid
    assert trap.scale < right / 20
    assert ours.scale == pytest.approx(right)


def test_frequency_weights_count_requests_as_observations() -> None:
    y, n, x = np.array([5.0, 10, 15]), np.full(3, 100.0), np.ones((3, 1))
    trap = sm.GLM(y / n, x, sm.families.Binomial(), freq_weights=n).fit()
    assert trap.df_resid == 299
    assert traps.binomial_fit(y, n, x).df_resid == 2


def test_table_changes_the_callers_array() -> None:
    array = np.array([[0.0, 50], [1, 49], [3, 47], [6, 44]])
    Table(array)
    assert array[0, 0] == 0.5
    clean = np.array([[0.0, 50], [1, 49], [3, 47], [6, 44]])
    z, _ = traps.trend_in_proportions(clean[:, 0], clean.sum(axis=1), np.arange(4.0))
    assert z == pytest.approx(2.9019, abs=1e-4)
    assert clean[0, 0] == 0


def test_stratified_table_leaves_ours_alone() -> None:
    tables = np.array([[[5.0, 5], [0, 10]], [[6, 4], [3, 7]]])
    before = tables.copy()
    found = traps.mantel_haenszel(tables)
    assert (tables == before).all()
    assert found.odds_ratio > 1


def test_midp_interval_of_zero_has_no_width() -> None:
    low, high = confint_poisson(0, 1, method="midp-c")
    assert low == pytest.approx(high)
    assert traps.poisson_interval(0) == (0.0, pytest.approx(3.6889, abs=1e-4))


def test_score_ratio_of_zero_events_has_no_width() -> None:
    low, high = confint_poisson_2indep(0, 10, 3, 10, method="score")
    assert low == pytest.approx(high, abs=1e-3)


def test_score_difference_raises_at_zero() -> None:
    with pytest.raises(ValueError):
        confint_proportions_2indep(0, 10, 3, 10, method="score")
    low, high = traps.difference_of_proportions(0, 10, 3, 10)
    assert low < -0.3 < high < 0.2


def test_nothing_of_nothing_is_nan() -> None:
    assert np.isnan(proportion_confint(0, 0, method="wilson")).all()
    assert traps.wilson(0, 0) is None


def test_gee_claims_to_converge_under_separation() -> None:
    groups = np.repeat(np.arange(10), 10)
    x = (groups >= 5).astype(float)
    model = sm.GEE(x, sm.add_constant(x), groups=groups, family=sm.families.Binomial())
    trap = model.fit()
    assert trap.converged
    assert abs(trap.params[1]) > 20
    assert traps.gee_fit(model) is None
    data = pd.DataFrame({"has": x.astype(int), "x": x, "county": groups})
    assert problem_association(data, flag="has", columns=["x"], cluster="county")[0].code == "R6"


def test_two_clusters_give_a_certain_answer() -> None:
    rng = np.random.default_rng(3)
    groups = np.repeat([0, 1], 20)
    y = rng.normal(size=40)
    trap = sm.OLS(y, sm.add_constant(groups.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": groups}
    )
    assert trap.bse[1] < 1e-10
    data = pd.DataFrame({"k": 5, "n": 10, "a": groups, "g": groups})
    found = compare_rates(data, events="k", trials="n", cluster="a", group="g", seed=1)
    assert found.code == "R3"


def test_missing_group_ids_are_accepted() -> None:
    y = np.arange(6.0)
    groups = np.array([1.0, 1, 2, 2, np.nan, np.nan])
    trap = sm.OLS(y, np.ones((6, 1))).fit(cov_type="cluster", cov_kwds={"groups": groups})
    assert np.isfinite(trap.bse).all()


def test_clustered_errors_use_the_normal_law_by_default() -> None:
    rng = np.random.default_rng(2)
    groups = np.repeat(np.arange(8), 5)
    model = sm.GLM(rng.poisson(5, 40), np.ones((40, 1)), sm.families.Poisson())
    trap = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    assert not trap.use_t


def test_mixed_model_drops_the_group_intercept() -> None:
    rng = np.random.default_rng(5)
    county = np.repeat(np.arange(20), 10)
    agency = np.repeat(np.arange(40), 5)
    y = rng.normal(0, 1, 20)[county] + rng.normal(0, 0.5, 40)[agency] + rng.normal(0, 0.3, 200)
    frame = pd.DataFrame({"y": y, "county": county, "agency": agency})
    variance = {"agency": "0 + C(agency)"}
    trap = smf.mixedlm("y ~ 1", frame, groups="county", vc_formula=variance).fit()
    ours = traps.mixed_fit(frame, "y ~ 1", "county", variance)
    assert trap.cov_re.size == 0
    assert float(ours.cov_re.iloc[0, 0]) > 0.3


def test_strong_table_has_p_of_exactly_zero() -> None:
    array = np.array([[500.0, 10], [10, 500]])
    assert Table(array.copy(), shift_zeros=False).test_nominal_association().pvalue == 0
    assert traps.nominal_association(array)[1] > 0


def test_kappa_is_nan_where_nobody_varies() -> None:
    assert np.isnan(cohens_kappa(np.array([[40.0, 0], [0, 0]])).kappa)
    assert traps.kappa_interval(np.array([[40.0, 0], [0, 0]])) is None
    assert traps.fleiss([[1, 1], [1, 1]]) is None


def test_equal_odds_is_nan_with_an_empty_margin() -> None:
    tables = [np.array([[0.0, 5], [0, 7]]), np.array([[6.0, 4], [3, 7]])]
    assert np.isnan(StratifiedTable(tables).test_equal_odds().pvalue)
    assert np.isfinite(traps.tau_squared(np.array(tables)))


def test_inverse_hessian_of_bfgs_is_no_covariance() -> None:
    from scipy import optimize

    rng = np.random.default_rng(0)
    y = rng.poisson(3.0, 200)
    found = optimize.minimize(
        lambda b: float((np.exp(b[0]) - y * b[0]).sum()), np.log([y.mean()]), method="BFGS"
    )
    assert float(found.hess_inv[0, 0]) > 100 / (200 * y.mean())


def test_no_warning_scrolls_by_from_ours() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # what other tests left to the collector
        traps.tau_squared(np.array([[[5.0, 5], [0, 10]], [[6, 4], [3, 7]], [[2, 8], [1, 9]]]))
        traps.kappa_interval(np.array([[40.0, 0], [0, 0]]))


def test_a_gee_whose_matrix_can_not_be_inverted_gives_none() -> None:
    class Singular:
        def fit(self, cov_type: str) -> None:
            raise np.linalg.LinAlgError("Singular matrix")

    assert traps.gee_fit(Singular()) is None
