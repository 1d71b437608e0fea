"""Counts of one office over its years, consistent within and between years."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from govdisc_analysis.simulate.dice import chance, heavy_tail, split_count
from govdisc_analysis.simulate.library import codes
from govdisc_analysis.simulate.model import Agency

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_interest_org",
    "legal_service_org",
    "other_org",
)
_APPLICANT_WEIGHTS = (80, 8, 0.5, 1, 3, 2)
_OUTCOME_WEIGHTS = {"disclosed": 40, "partially_disclosed": 8, "unavailable.not_held": 22}
_CHANNELS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
_RESULTS = ("upheld", "corrected", "other", "pending")


@dataclass(slots=True)
class YearCounts:
    """Everything that one office counted in one year, by table key."""

    year: int
    requests: dict[tuple[str, ...], float] = field(default_factory=dict)
    redress: dict[tuple[str, ...], float] = field(default_factory=dict)
    proactive: dict[tuple[str, ...], float] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)


def outcome_items(variant: str) -> list[str]:
    """The outcome rows of the request table, in order of print."""
    column = "label_2019" if variant == "2019" else "label_2021"
    rows = codes("request_items")
    return [row["item"] for row in rows if row["kind"] == "outcome" and row[column]]


def build_history(agency: Agency, years: Sequence[int], rng: Random) -> list[YearCounts]:
    """Counts of ``agency`` for each of ``years``, in order; stocks are carried on."""
    history: list[YearCounts] = []
    carried = [0] * len(APPLICANTS)
    stocks = _first_stocks(agency, rng)
    for year in years:
        counts = YearCounts(year)
        carried = _requests(counts, agency, carried, rng)
        _redress(counts, agency, rng)
        _proactive(counts, agency, stocks, rng)
        _figures(counts, agency, rng)
        history.append(counts)
    return history


def _first_stocks(agency: Agency, rng: Random) -> dict[str, int]:
    scale = agency.scale
    law = agency.level == "province" or (agency.level == "prefecture" and chance(rng, 0.2))
    return {
        "regulations": heavy_tail(rng, 20, 0.6) if law else 0,
        "normative_documents": heavy_tail(rng, 15 * scale, 0.9),
        "licensing": heavy_tail(rng, 20 * scale, 0.9),
        "other_services": heavy_tail(rng, 15 * scale, 0.9),
        "penalties": heavy_tail(rng, 60 * scale, 1.1),
        "coercive_measures": heavy_tail(rng, 5 * scale, 0.9),
        "administrative_fees": heavy_tail(rng, 2 * scale, 0.8),
    }


def _requests(counts: YearCounts, agency: Agency, carried: list[int], rng: Random) -> list[int]:
    table = counts.requests
    received = 0 if chance(rng, 0.15) else heavy_tail(rng, 12 * agency.scale, 1.3)
    new = split_count(rng, received, _APPLICANT_WEIGHTS)
    items = outcome_items("2021")
    weights = [_OUTCOME_WEIGHTS.get(item, 1.5) for item in items]
    out = []
    for index, applicant in enumerate(APPLICANTS):
        waiting = new[index] + carried[index]
        left = min(waiting, sum(chance(rng, 0.06) for _ in range(min(waiting, 300))))
        parts = split_count(rng, waiting - left, weights)
        table["new_received", applicant] = new[index]
        table["carried_in", applicant] = carried[index]
        for item, part in zip(items, parts, strict=True):
            table[item, applicant] = part
        table["other", applicant] = sum(table[i, applicant] for i in items if "other." in i)
        table["processed_total", applicant] = waiting - left
        table["carried_out", applicant] = left
        out.append(left)
    for item in {key[0] for key in table}:
        table[item, "total"] = sum(table[item, applicant] for applicant in APPLICANTS)
    return out


def _redress(counts: YearCounts, agency: Agency, rng: Random) -> None:
    for channel in _CHANNELS:
        cases = heavy_tail(rng, 1.5 * agency.scale, 1.2) if chance(rng, 0.35) else 0
        parts = split_count(rng, cases, (6, 2, 1, 1))
        for result, part in zip(_RESULTS, parts, strict=True):
            counts.redress[channel, result] = part
        counts.redress[channel, "total"] = cases


def _proactive(counts: YearCounts, agency: Agency, stocks: dict[str, int], rng: Random) -> None:
    table, scale = counts.proactive, agency.scale
    for subject in ("regulations", "normative_documents"):
        made = heavy_tail(rng, 5 * scale, 0.9) if stocks[subject] and chance(rng, 0.7) else 0
        gone = min(stocks[subject], rng.randint(0, made + 2)) if chance(rng, 0.5) else 0
        stocks[subject] += made - gone
        table["20.1", subject, "made"] = table["20.1", subject, "newly_made"] = made
        table["20.1", subject, "repealed"] = gone
        table["20.1", subject, "newly_disclosed"] = made
        table["20.1", subject, "in_force"] = stocks[subject]
        table["20.1", subject, "total_disclosed"] = stocks[subject]
    for article, subject in (
        ("20.5", "licensing"),
        ("20.5", "other_services"),
        ("20.6", "penalties"),
        ("20.6", "coercive_measures"),
        ("20.8", "administrative_fees"),
    ):
        change = rng.randint(-min(4, stocks[subject]), 6) if chance(rng, 0.5) else 0
        table[article, subject, "previous_items"] = stocks[subject]
        table[article, subject, "change"] = change
        stocks[subject] += change
        busy = heavy_tail(rng, 60 * scale, 1.6) if stocks[subject] else 0
        table[article, subject, "decisions"] = busy
    fee = rng.choice((0, round(heavy_tail(rng, 300000 * scale, 1.5) / 10000, rng.choice((2, 4)))))
    table["20.8", "administrative_fees", "amount"] = fee
    projects = heavy_tail(rng, 8 * scale, 1.0)
    table["20.9", "procurement", "projects"] = projects
    cents = rng.choice((1, 100))
    amount = heavy_tail(rng, 9e6 * scale, 1.2) * cents / 100 if projects else 0
    table["20.9", "procurement", "amount"] = amount


def _figures(counts: YearCounts, agency: Agency, rng: Random) -> None:
    """Figures of prose and of the 2014 table, each whole the sum of its parts."""
    figures, scale = counts.figures, agency.scale
    _deal(figures, rng, "proactive_total", heavy_tail(rng, 700 * scale, 1.1), _CHANNEL_PARTS)
    received = int(counts.requests["new_received", "total"])
    figures["requests_received"] = received
    _deal(figures, rng, "requests_received", received, MODE_PARTS)
    closed = received - (1 if received > 3 and chance(rng, 0.3) else 0)
    figures["requests_carried_over"] = received - closed
    _deal(figures, rng, "requests_closed", closed, CLOSED_PARTS)
    _deal(figures, rng, "requests_answered", closed, ANSWER_PARTS)
    refused = int(figures["requests_refused"])
    _deal(figures, rng, "requests_refused", refused, REFUSAL_PARTS)
    for name in ("reviews", "litigations"):
        cases = heavy_tail(rng, 2 * scale, 1.0) if chance(rng, 0.4) else 0
        _deal(figures, rng, name, cases, case_parts(name))
    figures["complaints"] = rng.randint(1, 9) if chance(rng, 0.15) else 0
    figures["fees_charged"] = round(rng.random() * 3, 2) if chance(rng, 0.1) else 0
    made = heavy_tail(rng, 9 * scale, 0.8)
    figures["normative_documents_made"] = made
    figures["normative_documents_disclosed"] = rng.randint(0, made)
    _deal(figures, rng, "staff_total", rng.randint(2, 12), STAFF_PARTS)
    for name, typical in _TYPICAL.items():
        figures[name] = heavy_tail(rng, typical * max(scale, 0.5), 0.8)
    for head, whole in (
        ("press_conferences_by_head", "press_conferences"),
        ("online_interviews_by_head", "online_interviews"),
    ):
        figures[head] = rng.randint(0, int(figures[whole]))
    figures["funds"] = round(rng.random() * 20, 2) if chance(rng, 0.5) else 0


def case_parts(name: str) -> dict[str, float]:
    """The outcomes of ``reviews`` or ``litigations``, each as likely."""
    return {f"{name}_{end}": 1.0 for end in ("upheld", "corrected", "other")}


def _deal(
    figures: dict[str, float], rng: Random, whole: str, total: int, parts: dict[str, float]
) -> None:
    figures[whole] = total
    dealt = split_count(rng, total, list(parts.values()))
    figures.update(zip(parts, dealt, strict=True))


_CHANNEL_PARTS = {
    "proactive_website": 60.0,
    "proactive_wechat": 20.0,
    "proactive_weibo": 10.0,
    "proactive_other_channel": 8.0,
    "proactive_gazette": 2.0,
}
MODE_PARTS = {
    "requests_in_person": 2.0,
    "requests_fax": 0.3,
    "requests_online": 5.0,
    "requests_letter": 3.0,
}
CLOSED_PARTS = {"requests_closed_on_time": 9.0, "requests_closed_extended": 1.0}
ANSWER_PARTS = {
    "requests_already_public": 3.0,
    "requests_disclosed": 6.0,
    "requests_partially_disclosed": 1.0,
    "requests_refused": 1.5,
    "requests_not_own_agency": 2.0,
    "requests_not_existing": 2.0,
    "requests_amend": 0.5,
    "requests_other_channel": 0.5,
}
REFUSAL_PARTS = {
    "requests_refused_state_secret": 1.0,
    "requests_refused_trade_secret": 1.0,
    "requests_refused_privacy": 2.0,
    "requests_refused_security_stability": 0.5,
    "requests_refused_not_government_information": 2.0,
    "requests_refused_other_law": 1.0,
}
STAFF_PARTS = {"staff_full_time": 1.0, "staff_part_time": 3.0}
_TYPICAL = {
    "public_responses": 6.0,
    "press_conferences": 3.0,
    "online_interviews": 3.0,
    "policy_interpretations": 20.0,
    "social_media_responses": 4.0,
    "other_channel_responses": 3.0,
    "agencies_dedicated": 1.0,
    "reading_points": 2.0,
    "meetings": 3.0,
    "trainings": 3.0,
    "trained_persons": 80.0,
    "hotline_cases": 150.0,
    "mailbox_messages": 60.0,
    "proposals_handled": 15.0,
}
