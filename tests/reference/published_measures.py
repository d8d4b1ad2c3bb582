"""Measures as councils, partnerships, police, fire and housing bodies published them, with the rule that each states.

Titles are in words of this file's own. Figures are as printed; where a comment says so they were worked out from what
is printed. Each is the row of *Measures* that an officer would enter, its figures, and what must come of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlcsp.forms.layout import NO_FIGURE, PROVIDED, TO_DATE_BASIS, Answer
from xlcsp.master.workbook import Cell

Plan = Mapping[str, Cell]
HIGH: Plan = {"polarity": "higher", "target_rule": "at least"}
LOW: Plan = {"polarity": "lower", "target_rule": "at most"}
CHANGE: Plan = {"polarity": "lower", "target_rule": "% change on baseline"}
PERCENT: Plan = {"kind": "percentage"}
LEVEL: Plan = {"kind": "snapshot"}
YEARLY: Plan = {"frequency": "annual"}
WATCHED: Plan = {"target_rule": "monitor"}


def n(figure: float) -> Answer:
    return Answer(figure=figure, status=PROVIDED)


def of(figure: int, out_of: int) -> Answer:
    return Answer(figure=figure, out_of=out_of, status=PROVIDED)


def pc(percentage: float) -> Answer:
    return Answer(percentage=percentage, status=PROVIDED)


def to_date(figure: float, out_of: int | None = None) -> Answer:
    return Answer(figure=figure, out_of=out_of, basis=TO_DATE_BASIS, status=PROVIDED)


def stands(status: str) -> Answer:
    return Answer(milestone=status, status=PROVIDED)


def none(reason: str) -> Answer:
    return Answer(status=NO_FIGURE, reason=reason)


@dataclass(frozen=True)
class Measure:
    """A published measure. figures: by quarter, the last of them that of the report; None was not printed.

    value: the year to date; None where there is none. rag: as printed, or by the rule that the body states. against:
    what the judged figure is held against. said: words of the verdict, its reason or the RAG's reason.
    """

    title: str
    plan: Plan
    figures: tuple[Answer | None, ...]
    rag: str
    value: float | None
    against: float | None = None
    said: str = ""
    history: Plan = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """A published report. rule: as its key states it. printed: how many of each colour it counts in all, if it does."""

    body: str
    document: str
    year: str
    quarter: int
    rule: str
    measures: tuple[Measure, ...]
    settings: Plan = field(default_factory=dict)
    printed: Mapping[str, int] = field(default_factory=dict)


WITHIN_A_TENTH = "met: green; missed within 10%: amber; else red; data only: not rated"
TENTH_OF_TARGET: Plan = {"tolerance": 0.1, "tolerance of rates": "share"}
MET = "on target: green; else red"
NO_TOLERANCE: Plan = {"tolerance": 0}
DIRECTION = "is to fall (or rise) on the year before"

REPORTS = (
    Report(
        "Maidstone Borough Council", "End of year outturn, healthier and stronger communities", "2023/24", 4,
        WITHIN_A_TENTH,
        (
            Measure("Visits to the museum", {**HIGH, "target": 50_000},
                    (n(7_607), n(12_984), n(8_235), n(11_175)), "Red", 40_001, 50_000, "Target not achieved"),
            Measure("Users of the leisure centre", {**HIGH, "target": 490_292},
                    (n(135_178), n(120_270), n(116_051), n(128_949)), "Green", 500_448, 490_292, "Target achieved"),
            Measure("Outreach of the theatre", WATCHED, (n(32), n(22), n(17), n(12)), "Monitor", 83, None, "Not rated"),
            Measure("Tickets sold at the theatre", {**HIGH, **PERCENT, "target": 0.5},
                    (pc(62.6), pc(68.08), pc(82.45), pc(73.55)), "Green", 0.7355, 0.5, "Target achieved"),
            # 74, 51, 66 and 75 of 91 stalls are the printed 81.32, 56.04, 72.53 and 82.42%; the year's 73.08% is pooled
            Measure("Stalls let in the market hall", {**HIGH, "kind": "rate", "unit": "stalls", "target": 0.75},
                    (of(74, 91), of(51, 91), of(66, 91), of(75, 91)), "Amber", 266 / 364, 0.75,
                    "Target not achieved (within tolerance)"),
            Measure("First-priority enforcement in time", {**HIGH, **PERCENT, "target": 0.98},
                    (pc(100), pc(100), pc(100), pc(100)), "Green", 1, 0.98, "Target achieved"),
        ),
        TENTH_OF_TARGET,
    ),
    Report(
        "Maidstone Borough Council", "End of year outturn, a thriving place", "2021/22", 4, WITHIN_A_TENTH,
        (
            Measure("Visitors satisfied with the theatre", {**HIGH, **PERCENT, "target": 0.75},
                    (none("Other (say which in the commentary)"), none("Other (say which in the commentary)"),
                     pc(100), pc(100)), "Green", 1, 0.75, "Target achieved"),
            Measure("Visits to the tourism website", {**HIGH, "target": 240_000},
                    (n(92_031), n(155_755), n(93_825), n(70_284)), "Green", 411_895, 240_000, "Target achieved"),
            Measure("Footfall in the town centre", {**HIGH, "target": 11_836_415},
                    (n(2_588_741), n(2_535_553), n(2_603_185), n(2_263_246)), "Red", 9_990_725, 11_836_415,
                    "Target not achieved"),
            Measure("Students taught by the museum", {**HIGH, "target": 9_000},
                    (n(2_178), n(1_200), n(1_973), n(3_190)), "Amber", 8_541, 9_000,
                    "Target not achieved (within tolerance)"),
            Measure("Visits to the museum", {**HIGH, "target": 29_494.2},
                    (n(3_522), n(18_215), n(7_628), n(4_125)), "Green", 33_490, 29_494.2, "Target achieved"),
            Measure("Users of the leisure centre", {**HIGH, "target": 645_890},
                    (n(59_689), n(123_171), n(19_246), n(72_990)), "Red", 275_096, 645_890, "Target not achieved"),
            Measure("Shops that stand empty", {**LOW, **PERCENT, **YEARLY, "target": 0.11},
                    (None, None, None, pc(15.6)), "Red", 0.156, 0.11, "Target not achieved"),
        ),
        TENTH_OF_TARGET, {"Green": 3, "Amber": 1, "Red": 3},
    ),
    Report(
        "Maidstone Borough Council", "End of year outturn, policy and resources", "2021/22", 4, WITHIN_A_TENTH,
        (
            Measure("Land free of litter", {**HIGH, **PERCENT, "target": 0.98},
                    (pc(95.14), pc(96.18), pc(97.22), pc(96.18)), "Amber", 0.9618, 0.98,
                    "Target not achieved (within tolerance)"),
            Measure("Homelessness relieved", {**HIGH, **PERCENT, **YEARLY, "target": 0.6},
                    (None, None, None, pc(47.61)), "Red", 0.4761, 0.6, "Target not achieved"),
            Measure("Homelessness prevented", {**HIGH, **PERCENT, **YEARLY, "target": 0.6},
                    (None, None, None, pc(75.06)), "Green", 0.7506, 0.6, "Target achieved"),
        ),
        TENTH_OF_TARGET,
    ),
    Report(
        "Maidstone Borough Council", "First quarter, housing and health", "2023/24", 1, WITHIN_A_TENTH,
        (
            Measure("Prevention that succeeded", {**HIGH, **PERCENT, "target": 0.65}, (pc(67.23),), "Green", 0.6723,
                    0.65, "early indication"),
            Measure("Households kept from homelessness", {**HIGH, "target": 500, "judged": "quarter"}, (n(237),),
                    "Green", 237, 125),
            Measure("Relief that succeeded", {**HIGH, **PERCENT, "target": 0.4}, (pc(38.98),), "Amber", 0.3898, 0.4),
            Measure("Private homes improved", {**HIGH, "target": 180, "judged": "quarter"}, (n(39),), "Red", 39, 45),
            Measure("Households in temporary accommodation", {**LEVEL, **WATCHED}, (n(254),), "Monitor", 254),
        ),
        TENTH_OF_TARGET,
    ),
    Report(
        "Maidstone Borough Council", "Third quarter, safe, clean and green", "2019/20", 3, WITHIN_A_TENTH,
        (
            Measure("Camps moved on within five days", {**HIGH, "kind": "rate", "target": 0.9},
                    (None, None, none("Other (say which in the commentary)")), "No data", None),  # printed DIV/0
            Measure("Land free of detritus", {**HIGH, **PERCENT, "target": 0.95}, (None, None, pc(97.34)), "Green",
                    0.9734, 0.95),
            Measure("Fly-tips that were enforced", {**HIGH, **PERCENT, "target": 0.8}, (None, None, pc(82.1)), "Green",
                    0.821, 0.8),
            Measure("Fly-tips cleared within two days", {**HIGH, **PERCENT, "target": 0.94}, (None, None, pc(94.87)),
                    "Green", 0.9487, 0.94),
            Measure("Waste recycled", {**HIGH, **PERCENT, "target": 0.52}, (None, None, pc(47.99)), "Amber", 0.4799,
                    0.52),
            Measure("Weight of a fly-tip in kg", {**LEVEL, **WATCHED}, (None, None, n(100.17)), "Monitor", 100.17),
        ),
        TENTH_OF_TARGET,
    ),
    Report(
        "Maidstone Borough Council", "Fourth quarter, planning and infrastructure", "2022/23", 4, WITHIN_A_TENTH,
        (
            Measure("First-priority enforcement in time", {**HIGH, "kind": "rate", "unit": "cases", "target": 0.95},
                    (None, None, None, to_date(1, 2)), "Red", 0.5, 0.95, "Target not achieved"),  # "only two cases"
            Measure("Major applications decided", {**HIGH, **PERCENT, "target": 0.9}, (None, None, None, pc(93.33)),
                    "Green", 0.9333, 0.9, "Target achieved"),
            Measure("Minor applications decided", {**HIGH, **PERCENT, "target": 0.95}, (None, None, None, pc(93.33)),
                    "Amber", 0.9333, 0.95, "within tolerance"),
            Measure("Other applications decided", {**HIGH, **PERCENT, "target": 0.98}, (None, None, None, pc(97.38)),
                    "Amber", 0.9738, 0.98, "within tolerance"),
        ),
        TENTH_OF_TARGET,
    ),
    Report(
        "Maidstone Borough Council", "Third quarter, corporate services", "2023/24", 3, WITHIN_A_TENTH,
        (  # what is collected grows over the year: each quarter has a target of its own; those not printed are assumed
            Measure("Business rates collected",
                    {**HIGH, **PERCENT, "target": 0.98, "target_q1": 0.28, "target_q2": 0.55, "target_q3": 0.8103,
                     "target_q4": 0.98}, (None, None, pc(82.86)), "Green", 0.8286, 0.8103),
            Measure("Council tax collected",
                    {**HIGH, **PERCENT, "target": 0.975, "target_q1": 0.28, "target_q2": 0.55, "target_q3": 0.8242,
                     "target_q4": 0.975}, (None, None, pc(81.50)), "Amber", 0.815, 0.8242),
        ),
        TENTH_OF_TARGET,
    ),
    Report(
        "London Borough of Havering", "Annual corporate performance report, environment", "2014/15", 3,
        "within 10% of the target: green; else amber if no worse than last year, else red",
        (  # printed: target 640 kg, 494 at the third quarter; 512, last year 500. Quarters 1 and 2 are assumed even
            Measure("Waste left over per household in kg",
                    {**LOW, "kind": "amount", "unit": "kg", "target": 640, "target_q1": 165, "target_q2": 329,
                     "target_q3": 494, "target_q4": 640}, (None, n(342), to_date(512)), "Green", 512, 494),
        ),
        {"rag rule": "improving"},
    ),
    Report(
        "Northumberland County Council", "Current performance, neighbourhood services", "2024/25", 2, MET,
        (
            Measure("Sites with detritus", {**LOW, "kind": "rate", "unit": "sites", "target": 0.08},
                    (of(8, 291), of(8, 291)), "Green", 8 / 291, 0.08),
            Measure("Sites with litter", {**LOW, "kind": "rate", "unit": "sites", "target": 0.05},
                    (of(5, 291), of(5, 291)), "Green", 5 / 291, 0.05),
            Measure("Sites fouled by dogs", {**LOW, "kind": "rate", "unit": "sites", "target": 0.01},
                    (of(0, 291), of(0, 291)), "Green", 0, 0.01),
            Measure("Fly-tips fewer than last year", {**HIGH, **PERCENT, "target": 0.05}, (None, pc(17.04)), "Green",
                    0.1704, 0.05),
            # printed as 35 against 40 per 100,000 collections, which add up as residents do not: so it is a rate
            Measure("Bins that were missed", {**LOW, "kind": "rate", "unit": "collections", "target": 0.0004},
                    (None, to_date(1_581, 4_500_000)), "Green", 1_581 / 4_500_000, 0.0004),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Northumberland County Council", "Current performance, planning", "2024/25", 1, MET,
        (
            Measure("Minor applications decided", {**HIGH, **PERCENT, "target": 0.75}, (pc(78.31),), "Green", 0.7831),
            Measure("Other applications decided", {**HIGH, **PERCENT, "target": 0.85}, (pc(81.75),), "Red", 0.8175),
            Measure("Decisions overturned", {**LOW, **PERCENT, "target": 0.05}, (pc(1),), "Green", 0.01),
            Measure("Early enquiries answered", {**HIGH, **PERCENT, "target": 0.85}, (pc(62),), "Red", 0.62),
            Measure("Enforcement agreed in 13 weeks", {**HIGH, **PERCENT, "target": 0.85}, (pc(66.79),), "Red", 0.6679),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Eastleigh Borough Council", "Corporate indicators with thresholds", "2019/20", 2,
        "green and amber from the number that each indicator states",
        (
            Measure("Seats sold in the theatres", {**HIGH, **PERCENT, "target": 0.6, "green": 0.55, "amber": 0.4},
                    (pc(64), pc(48)), "Amber", 0.48, 0.6),
            Measure("Old queries on council tax", {**LOW, **LEVEL, "target": 0, "green": 30, "amber": 50},
                    (None, n(1_312)), "Red", 1_312, 0),
            Measure("Work done of work received", {"polarity": "higher", **LEVEL, "green": 100, "amber": 97},
                    (None, n(115)), "Green", 115, 100),  # a percentage above 100 is a level
            Measure("Calls that served themselves", {"polarity": "higher", **PERCENT, "green": 0.1, "amber": 0.05},
                    (pc(11), pc(9)), "Amber", 0.09, 0.1),
            Measure("Calls settled at once", {"polarity": "higher", **PERCENT, "green": 0.6, "amber": 0.5},
                    (pc(61), pc(63)), "Green", 0.63, 0.6),
        ),
    ),
    Report(
        "Kent County Council", "Highways dashboard, first quarter", "2019/20", 1,
        "target: green; floor standard: amber; below it red",
        (
            Measure("Potholes mended in 28 days", {**HIGH, **PERCENT, "green": 0.9, "amber": 0.8}, (pc(92),), "Green",
                    0.92, 0.9),
        ),
    ),
    Report(
        "Rotherham Metropolitan Borough Council", "Housing service, first quarter", "2024/25", 1, MET,
        (
            Measure("Homes below the standard", {**LOW, **PERCENT, "target": 0}, (pc(6.2),), "Red", 0.062, 0),
            Measure("Urgent repairs in time", {**HIGH, **PERCENT, "target": 0.97}, (pc(99.4),), "Green", 0.994, 0.97),
            Measure("Other repairs in time", {**HIGH, **PERCENT, "target": 0.94}, (pc(96.2),), "Green", 0.962, 0.94),
            Measure("Tenants who find their home well kept", {**PERCENT, **WATCHED}, (pc(78.4),), "Monitor", 0.784),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Network Homes", "Our performance, January to March", "2020/21", 4, "met or not met",
        (
            Measure("Residents satisfied", {**HIGH, **PERCENT, "target": 0.9}, (None, None, None, pc(90)), "Green", 0.9,
                    0.9, "Target achieved"),
            Measure("Satisfied with repairs", {**HIGH, **PERCENT, "target": 0.85}, (None, None, None, pc(82.9)), "Red",
                    0.829, 0.85, "Target not achieved"),
            Measure("Rent owed of the year's rent", {**LOW, **PERCENT, "target": 0.0425}, (None, None, None, pc(4.18)),
                    "Green", 0.0418, 0.0425, "Target achieved"),
            Measure("Rent lost to empty homes", {**LOW, **PERCENT, "target": 0.0085}, (None, None, None, pc(1.78)),
                    "Red", 0.0178, 0.0085, "Target not achieved"),
            Measure("Rent collected, % of what is due", {**LEVEL, **WATCHED}, (None, None, None, n(100.7)), "Monitor",
                    100.7, None, "Not rated"),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "North Star Housing Group", "Monthly performance, December 2025", "2025/26", 3, "met or not met",
        (
            Measure("Rent owed, general needs", {**LOW, **PERCENT, "target": 0.029}, (None, None, pc(2.95)), "Red",
                    0.0295, 0.029),
            Measure("Satisfied with calls", {**HIGH, **PERCENT, "target": 0.89}, (None, None, pc(85.7)), "Red", 0.857,
                    0.89),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Police and Crime Commissioner for West Yorkshire", "Community safety fund indicators", "2013/14", 3, DIRECTION,
        (
            Measure("Bradford: all crime", {"polarity": "lower", **WATCHED, "baseline": 40_861},
                    (None, to_date(20_409), to_date(30_658)), "Monitor", 30_658),
            Measure("Bradford: burglary of homes", {"polarity": "lower", "target_rule": "below", "target": 3_628},
                    (None, to_date(1_544), to_date(2_528)), "Green", 2_528, 3_627 * 3 / 4),
            Measure("Calderdale: all crime", {**CHANGE, "target": 0, "baseline": 13_202},
                    (None, to_date(7_320), n(3_584)), "Red", 10_904, 13_202 * 3 / 4),
            Measure("Bradford: repeat victims of domestic abuse", {**CHANGE, **PERCENT, "target": 0, "baseline": 0.38},
                    (None, pc(38), pc(36.2)), "Green", 0.362, 0.38),
            Measure("Calderdale: repeat victims of domestic abuse",
                    {**CHANGE, **PERCENT, "target": 0, "baseline": 0.336}, (None, pc(37.5), pc(37.4)), "Red", 0.374,
                    0.336),
            Measure("Bradford: opiate users who left treatment well",
                    {"polarity": "higher", **PERCENT, "target_rule": "above", "target": 0.054},
                    (None, pc(7.8), pc(7.3)), "Green", 0.073, 0.054),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Southwark Safer Neighbourhood Board", "Recorded crime, twelve months to October 2014", "2014/15", 2, DIRECTION,
        (
            Measure("Violence with injury", {**CHANGE, "kind": "rolling 12", "target": 0, "baseline": 2_459},
                    (None, n(2_954)), "Red", 2_954, 2_459),
            Measure("Robbery", {**CHANGE, "kind": "rolling 12", "target": 0, "baseline": 2_419}, (None, n(1_424)),
                    "Green", 1_424, 2_419),
            Measure("Burglary", {**CHANGE, "kind": "rolling 12", "target": 0, "baseline": 3_364}, (None, n(2_976)),
                    "Green", 2_976, 3_364),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Durham County Council", "Third quarter, safer communities", "2021/22", 3, "trackers without a target",
        (
            Measure("Anti-social behaviour told to the council",
                    {"polarity": "lower", **WATCHED, "kind": "rolling 12", "unit": "incidents", "baseline": 14_776},
                    (None, None, n(15_535)), "Monitor", 15_535, None, "an increase of 759 (+5.1%) on the baseline"),
        ),
    ),
    Report(
        "Durham County Council", "First quarter, altogether greener", "2016/17", 2, "an action is due by its date",
        (
            Measure("Air quality plan drafted", {"kind": "milestone", "due": "31/07/2016"}, (None, stands("At risk")),
                    "Red", None, None, "due 31 July 2016, not achieved: at risk"),
        ),
    ),
    Report(
        "London Borough of Harrow", "Strategic performance report", "2011/12", 4, "an action is complete or not",
        (
            Measure("Core strategy adopted", {"kind": "milestone", "due": "31/03/2012"},
                    (None, None, None, stands("Achieved")), "Green", None, None, "Target achieved"),
        ),
    ),
    Report(
        "Rushcliffe Borough Council", "Performance monitoring, third quarter", "2017/18", 3, MET,
        (  # the targets of other quarters than the third were not printed: even
            Measure("Homelessness prevented", {**HIGH, "target": 230, "target_q1": 57, "target_q2": 115,
                                               "target_q3": 172, "target_q4": 230},
                    (None, None, to_date(192)), "Green", 192, 172),
            Measure("Income of investments", {**HIGH, "kind": "amount", "unit": "£", "target": 37_100},
                    (None, None, to_date(89_300)), "Green", 89_300, 27_825),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Bolsover District Council", "Ambition targets, fourth quarter", "2023/24", 4, "achieved or not achieved",
        (
            Measure("Recycled and composted", {**HIGH, **PERCENT, **YEARLY, "target": 0.43},
                    (None, None, None, pc(40.5)), "Red", 0.405, 0.43, "Target not achieved"),
            Measure("More material recycled, tonnes", {**HIGH, "kind": "amount", "unit": "tonnes", **YEARLY,
                                                       "target": 2_300},
                    (None, None, None, n(1_550)), "Red", 1_550, 2_300, "Target not achieved"),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Derbyshire Constabulary", "Recorded crime of the year", "2009/10", 4, "fell or rose on the year before",
        (  # "just over a million" residents
            Measure("All crime per 1,000 residents",
                    {**CHANGE, **YEARLY, "kind": "per population", "target": 0, "baseline": 73.66},
                    (None, None, None, of(68_005, 1_000_000)), "Green", 68.005, 73.66, "Target achieved"),
            Measure("All crime per 100,000 residents",
                    {**CHANGE, **YEARLY, "kind": "per population", "per": 100_000, "target": -0.1, "baseline": 7_366},
                    (None, None, None, of(68_005, 1_000_000)), "Red", 6_800.5, 6_629.4, "Target not achieved"),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Northern Ireland Policing Board", "Targets of the policing plan", "2009/10", 4, "met or not met",
        (
            Measure("Serious violent crime", {"polarity": "lower", "target_rule": "below", **YEARLY, "target": 2_001},
                    (None, None, None, n(2_367)), "Red", 2_367, 2_000, "Target not achieved"),
            Measure("Children killed or badly hurt", {"polarity": "lower", "target_rule": "below", **YEARLY,
                                                      "target": 102},
                    (None, None, None, n(110)), "Red", 110, 101, "Target not achieved"),
            Measure("Days that officers were ill", {**LOW, **LEVEL, **YEARLY, "target": 5},
                    (None, None, None, n(8.19)), "Red", 8.19, 5, "Target not achieved"),
            Measure("Reported cases in time", {**HIGH, **PERCENT, **YEARLY, "target": 0.8},
                    (None, None, None, pc(67.4)), "Red", 0.674, 0.8, "Target not achieved"),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Transport Scotland", "Road casualties, milestones of 2015", "2015/16", 4, "reduction on 2004-08 met or not",
        (
            Measure("People killed", {**CHANGE, **YEARLY, "target": -0.3, "baseline": 292},
                    (None, None, None, n(162)), "Green", 162, 204, "Target achieved"),
            Measure("People badly hurt", {**CHANGE, **YEARLY, "target": -0.43, "baseline": 2_605},
                    (None, None, None, n(1_597)), "Red", 1_597, 1_485, "Target not achieved"),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Transport for London", "Collisions and casualties", "2014/15", 4, "40% less than 2005-09 met or not",
        (
            Measure("Killed or badly hurt", {**CHANGE, **YEARLY, "target": -0.4, "baseline": 3_627},
                    (None, None, None, n(2_167)), "Green", 2_167, 2_176, "Target achieved"),
        ),
        NO_TOLERANCE,
    ),
    Report(
        "Metropolitan Police Authority", "Roads and street crime", "2003/04", 4, "target met or missed",
        (
            Measure("Fall of street crime", {**HIGH, **PERCENT, **YEARLY, "target": 0.1}, (None, None, None, pc(4.2)),
                    "Red", 0.042, 0.1, "Target not achieved"),
        ),
        NO_TOLERANCE,
    ),
)  # fmt: skip
