"""What holds for every test."""

import pytest
from hypothesis import settings

from tests.raw import RAW

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")

# The files that take longest, first, so that no worker is left alone with one of them at the end.
SLOW = (
    "test_stats_calibration", "test_docs", "test_accessibility", "test_browser", "test_menu",
    "test_notebooks", "test_course", "test_coding", "test_bad_input", "test_stats_input",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    """Marks what stands in the slow files and lets it run first."""
    rank = {name: place for place, name in enumerate(SLOW)}
    for item in items:
        if item.path.stem in rank:
            item.add_marker("slow")
    items.sort(key=lambda item: rank.get(item.path.stem, len(SLOW)))


@pytest.fixture
def raw(tmp_path):
    """A folder of the project's five reports."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for path in RAW:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
