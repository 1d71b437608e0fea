"""Write codebook/calibration_times.csv: milliseconds of one panel of each case, on this machine.

The plan of `govdisc calibrate` follows from it, so run this only where cases changed.
"""

import csv
import time
from pathlib import Path

import numpy as np

from govdisc_analysis.calibration.case import Case
from govdisc_analysis.calibration.cases import CASES
from govdisc_analysis.calibration.panels import SIZES, shape_of

OUT = Path(__file__).resolve().parents[1] / "govdisc_analysis/codebook/calibration_times.csv"
FEW, SECONDS = 40, 4.0


def milliseconds(case: Case, size: int) -> float:
    """Mean time to draw a panel, estimate, and know the truth; the first panel is for warmth."""
    shape = case.shape(shape_of(size))
    taken: list[float] = []
    for child in np.random.SeedSequence(7).spawn(FEW):
        start = time.process_time()
        data = case.draw(shape, np.random.default_rng(child))
        answer = case.run(data)
        if case.own_truth is not None:
            case.own_truth(data, answer)
        taken.append(time.process_time() - start)
        if sum(taken[1:]) > SECONDS:
            break
    return 1000 * float(np.mean(taken[1:]))


def main() -> None:
    """Time every case on every size."""
    rows = [
        (case.name, size, f"{max(milliseconds(case, size), 1.0):.0f}")
        for size in SIZES
        for case in CASES
    ]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("case", "agency_years", "milliseconds"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
