"""Every public statistic has a worked example and says when not to use it."""

import re

from govdisc_analysis import stats


def test_every_public_name_has_an_example_and_a_warning() -> None:
    for name in stats.__all__:
        text = getattr(stats, name).__doc__
        if name[0].isupper() or name == "refusal_messages":
            continue
        assert ">>>" in text, name
        assert re.search(r"\bNot\b", text), name
        assert "default_rng" not in text, f"{name}: an example that nobody can check by hand"
