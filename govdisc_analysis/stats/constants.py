"""Every threshold of the statistics, in one place.

`measured` means: the smallest setting tried whose intervals kept their promise in simulation
(docs/calibration.md). `judgement` means: chosen, and open to argument.
"""

LEVEL = 0.95
"""Nominal level of intervals; tests use 1 - LEVEL."""

# --- refusals -------------------------------------------------------------------------------
MIN_REQUESTS = 10
"""R2: no percentage below this many requests (judgement)."""
MIN_GROUPS = 8
"""R3: fewest independent units, agencies or counties (measured)."""
MIN_GROUPS_PER_ARM = 4
"""R3: fewest agencies on each side of a comparison (measured)."""
MIN_EFFECTIVE_GROUPS = 3.0
"""R4: fewest effective units, (sum n)^2 / sum n^2 (measured; a harder screen covers less)."""
MIN_GROUPS_TOTAL = 100
"""R4 as a label: fewest agencies for the interval of a total (measured)."""
MIN_YEARS_EACH_SIDE = 4
"""R7: fewest years before and after a break (measured)."""
MIN_YEARS_TREND = 3
"""R7: fewest years for a trend (judgement)."""
MIN_DOUBLE_CODED = 100
"""R9: fewest reports coded twice (measured)."""
MIN_POSITIVES_AGREEMENT = 10
"""R9: fewest reports with the problem, for agreement (measured)."""
MIN_POSITIVES_CORRECTION = 5
"""R9: fewest reports with the problem, for a corrected prevalence (measured)."""
MIN_TABLE_TOTAL = 20
"""R10: fewest requests in a table of one report (judgement)."""
MIN_TABLE_MARGIN = 5
"""R10: smallest collapsed margin (judgement)."""
MIN_CATEGORY_EVENTS = 10
"""R10: fewest events in a category of a composition (measured)."""
MIN_STRATA = 5
"""R10: fewest informative strata (measured)."""
MIN_PAIRS = 30
"""R10: fewest pairs of consecutive years for recurrence (judgement)."""
MIN_REPORTS_LINKS = 200
"""R10: fewest reports for links between problems (measured: power 5% at 30)."""
MIN_REDRESS_EVENTS = 10
"""R10: fewest reviews or lawsuits for a rate (measured)."""
MIN_REDRESS_GROUPS = 5
"""R10: fewest agencies that have any of them (measured)."""
MIN_INTERVAL_REPORTS = 30
"""R10: fewest reports for the model of approximate counts (measured)."""
MIN_EXACT_REPORTS = 10
"""R10: fewest exact counts among them (measured)."""
FEW_GROUPS = 20
"""Below these, recurrence and composition carry what was measured with ten (judgement)."""
GROUPS_PER_PARAMETER = 10
"""R3: agencies needed for each coefficient of a regression (judgement)."""
POSITIVES_PER_PARAMETER = 10
"""R10: reports with the problem for each coefficient (judgement)."""
MIN_RANKED = 30
"""R3: fewest agencies for a ranking or a funnel (measured)."""
MAX_HALF_WIDTH = 0.25
"""R11: a share known no better than this is no result (judgement)."""
MAX_RATIO_SPAN = 16.0
"""R11: a ratio whose upper limit is this many times the lower (judgement)."""

# --- display --------------------------------------------------------------------------------
MIN_NAMED = 30
"""Requests an agency needs before a chart or table may name it (judgement)."""
NAMED_PROBABILITY = 0.8
"""Probability of being in the worst tenth before an agency is named (judgement)."""
FUNNEL_LIMIT = 0.998
"""Outer limits of the funnel plot (custom)."""
COMPLETE_YEAR_DRIFT = 0.5
"""Warn when complete years and all years differ by more standard errors than this."""

# --- computation ----------------------------------------------------------------------------
PERMUTATIONS = 1999
RESAMPLES = 9999
CODER_RESAMPLES = 2000
HYPER_DRAWS = 60
RANK_DRAWS = 2000
BETA_DRAWS = 4000
MAX_STEPS = 60
MAX_GEE_ROWS = 100_000
"""Above this statsmodels' GEE and mixed models take hours."""
SMALLEST_P = 1e-16
"""No p-value is printed as zero."""

BREAK_FRACTION = {2019: 231 / 365}
"""Share of the year under the new rule: the amended Regulation binds since 2019-05-15."""
PARTIAL_START = {2008: 245 / 366}
"""Share of the year covered: the Regulation took effect on 2008-05-01."""
PANDEMIC_YEAR = 2020
DETECT_POWER = 0.8
