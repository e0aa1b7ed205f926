"""A pytest plugin: a skipped test fails the run; a failed lint is told again.

Loaded by ``setup/test``. Odoo's test classes skip themselves silently when something is
missing, Chromium for instance: a green run would then prove nothing.
"""

import os

import pytest

_skipped = []


def pytest_runtest_logreport(report):
    """Note skipped tests; an expected failure (xfail) also calls itself skipped."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report):
    """Note modules that skip themselves as a whole."""
    if report.skipped:
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Turn a good ending into a bad one."""
    lint = os.environ.get("AFTERSALES_LINT_FAILED")
    if exitstatus == pytest.ExitCode.OK and (_skipped or lint):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Say why, above pytest's closing line."""
    for name in _skipped:
        terminalreporter.write_line(
            f"SKIPPED, which counts as a failure here: {name}", red=True
        )
    lint = os.environ.get("AFTERSALES_LINT_FAILED")
    if lint:
        terminalreporter.write_line(f"LINT FAILED, see above: {lint}", red=True)
