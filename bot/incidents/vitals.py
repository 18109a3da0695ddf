"""One result -> what is known of its service: streaks, confirmation, flapping."""

from __future__ import annotations

from dataclasses import replace

from bot.incidents.flapping import ILL, WELL, is_flapping, record
from bot.incidents.mentions import harmless
from bot.incidents.model import Result, Vital
from bot.incidents.rules import Rules
from handlers.core.ports import Health

DETAIL = 300  # characters of a result's detail that are kept


def taken(vital: Vital, result: Result, now: float, rules: Rules) -> Vital:
    """The vital after one more result. UNKNOWN neither fails nor heals, and does not break a row."""
    if result.status is Health.UNKNOWN:
        return vital
    streak = vital.streak + 1 if vital.status is result.status else 1
    vital = replace(vital, status=result.status, streak=streak, seen_at=now)
    thresholds = rules.of_service(result.service)
    if result.status is Health.FAILING:
        vital = _ill(vital, result, now, thresholds.fail_after)
    else:
        vital = _well(vital, now, thresholds.recover_after)
    if vital.confirmed == (vital.status is Health.FAILING):
        vital = _recorded(vital, rules)
    return vital


def wants_confirmation(vital: Vital) -> bool:
    """Whether a look sooner than the next tick would tell a blip from a fault, or a recovery from a gap in one."""
    return vital.status is (Health.OK if vital.confirmed else Health.FAILING)


def confirmed(vital: Vital, now: float) -> Vital:
    """The vital once its failure is certain."""
    return replace(vital, confirmed=True, confirmed_at=now, recovered_at=None)


def _ill(vital: Vital, result: Result, now: float, fail_after: int) -> Vital:
    vital = replace(
        vital,
        detail=harmless(result.detail)[:DETAIL],
        cause=result.cause,
        title=harmless(result.title)[:DETAIL],
        own=result.own,
        failing_since=now if vital.failing_since is None else vital.failing_since,
        well_since=None,
    )
    return confirmed(vital, now) if not vital.confirmed and vital.streak >= fail_after else vital


def _well(vital: Vital, now: float, recover_after: int) -> Vital:
    vital = replace(vital, well_since=now if vital.well_since is None else vital.well_since)
    if vital.confirmed and vital.streak < recover_after:
        return vital
    recovered_at = now if vital.confirmed else vital.recovered_at
    return replace(vital, confirmed=False, dismissed=False, own=False, failing_since=None, recovered_at=recovered_at)


def _recorded(vital: Vital, rules: Rules) -> Vital:
    history = record(vital.history, ILL if vital.confirmed else WELL)
    thresholds = (rules.alerts.flap_start, rules.alerts.flap_stop)
    return replace(vital, history=history, flapping=is_flapping(history, vital.flapping, thresholds))
