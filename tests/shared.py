"""Where the shared folder with the real reports and their true tables lies, if it is here."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _find() -> Path | None:
    named = os.environ.get("GOVDISC_SHARED")
    for place in ([Path(named)] if named else []) + [ROOT.parent / "shared"]:
        if (place / "gold").is_dir():
            return place
    return None


SHARED = _find()
