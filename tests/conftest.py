"""What holds for every test."""

import pytest
from hypothesis import settings

from tests.raw import RAW

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")


@pytest.fixture
def raw(tmp_path):
    """A folder of the project's five reports."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for path in RAW:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
