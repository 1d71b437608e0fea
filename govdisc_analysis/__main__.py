"""``python -m govdisc_analysis`` is ``govdisc``."""

from govdisc_analysis.cli import main

if __name__ == "__main__":
    main()
