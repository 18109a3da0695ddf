"""The configured Python."""

from __future__ import annotations

import sys

import pytest

from handlers.core.errors import Permanent
from handlers.repair.scan.interpreter import find_interpreter


def test_none_means_this_one():
    assert find_interpreter(None).own


def test_a_path_is_asked_for_its_version():
    assert find_interpreter(sys.executable).version == sys.version_info[:2]


@pytest.mark.parametrize("configured", ["9.99", "no-such-python", "/bin/false"])
def test_one_that_is_not_there_or_does_not_start_is_said(configured):
    with pytest.raises(Permanent, match="configured Python"):
        find_interpreter(configured)
