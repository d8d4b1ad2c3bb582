"""The keys of ``report --json`` and ``check --json``, as the handbook lists them; a test compares them with both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NUMBER, VALUE, SHARE, TEXT, DAY, YES = "number", "value", "share", "text", "day", "yes or no"
"""What a cell or a key holds. value: in the unit of the series; of a rate or percentage a proportion, as a share is."""


class Key(NamedTuple):
    """A key of a document, or a column of a table. missing: when it is null or pd.NA; empty if it never is."""

    name: str
    holds: str
    meaning: str
    missing: str = ""


OF_THE_PLAN = (
    Key("id", TEXT, "the series, by its stable id"),
    Key("ref", TEXT, "the number of its measure, as printed"),
    Key("series", TEXT, "its own name; empty where the measure has no other series"),
    Key("role", TEXT, "headline, supporting or context"),
    Key("kind", TEXT, "the kind of series"),
    Key("unit", TEXT, "what is counted"),
    Key("polarity", TEXT, "lower or higher is better, or none"),
)
PER = Key("per", NUMBER, "of how many residents a rate per population speaks", "the kind is another")
ASSESSED = (
    Key("ytd", VALUE, "year to date; of kinds that are not added up the latest value", "a due quarter is missing"),
    Key("ytd_text", TEXT, "words in its place: which quarters there are, No data, Not due", "there is a year to date"),
    Key("last_year", VALUE, "the same quarters of last year", "last year lacks one, or cannot be compared"),
    Key("last_year_quarter", VALUE, "this quarter of last year", "the same"),
    Key("variance", VALUE, "ytd less last_year", "either is missing"),
    Key("variance_pct", SHARE, "the variance as a share of last_year", "the kind is a proportion, or last_year is 0"),
    Key("baseline", VALUE, "the plan's baseline, of a whole year", "the plan has none"),
    Key("baseline_to_date", VALUE, "the part of it that falls to the quarters so far", "the plan has none"),
    Key("profile", VALUE, "the target to date: what the year's target asks for by now", "there is no target"),
    Key("projection", VALUE, "the projected year end", "a quarter is missing, or the kind is not projected"),
    Key("low", VALUE, "the lower end of the likely range (four year ends in five lie within)", "too little is known"),
    Key("high", VALUE, "the upper end of it", "low is null"),
    Key(
        "chance",
        SHARE,
        "the chance of meeting the year's target, 0.01 to 0.99",
        "too little is known, or there is no target",
    ),
    Key("projection_method", TEXT, "the method that was used"),
    Key("projection_why", TEXT, "why that one, or why there is no projection"),
    Key("rag", TEXT, "the state of the series", "its role is context"),
    Key(
        "run_rate",
        NUMBER,
        "what each quarter left must average for the target; or Already met, Already missed, n/a",
    ),
    Key("needed", TEXT, "the same as a sentence", "it does not apply"),
    Key("significance", TEXT, "whether the change on last year is beyond usual variation", "it cannot be judged"),
    Key("verdict", TEXT, "the year-end verdict of the series", "before the year's last figure"),
)
OF_MEASURE = (
    Key("ref", TEXT, "the measure's number, as printed"),
    Key("measure", TEXT, "its words"),
    Key("theme", TEXT, "its theme"),
    Key("rag", TEXT, "its state: the worst of its headline series"),
    Key("verdict", TEXT, "its year-end verdict", "before the year's end"),
    Key("reason", TEXT, "why it is rated so, or not rated; empty where there is nothing to say"),
    Key("override.state", TEXT, "an officer's state, printed beside the computed one", "there is none"),
    Key("override.reason", TEXT, "why", "there is none"),
    Key("override.who", TEXT, "whose it is: a role", "there is none"),
    Key("override.date", DAY, "of which day it is", "there is none"),
)
_BY_QUARTER = (
    PER,
    Key("population.residents", NUMBER, "the residents that the plan holds it against", "the returns give them"),
    Key("population.area", TEXT, "where they live", "the same"),
    Key("population.group", TEXT, "which of them; empty for all", "the same"),
    Key("population.year", NUMBER, "of which year the estimate is", "the same"),
    Key("population.source", TEXT, "whose estimate it is", "the same"),
    Key("quarters", NUMBER, "Q1 to Q4: each quarter's own figure (of a rate n); `[x]` is missing, `[s]` contained in "
        "the next figure, `[z]` before the series began", "not due yet"),
    Key("denominators", NUMBER, "what each is out of, or the residents", "the kind has none, or it is not due yet"),
    Key("percentages", SHARE, "each quarter's rate or percentage", "the kind is another, or there is no figure"),
    Key("milestones", TEXT, "a milestone's status in each quarter", "the kind is another, or there is none"),
    Key("months[].month", TEXT, "of a monthly series: the month, as 2026-04"),
    Key("months[].numerator", NUMBER, "its own figure (of a rate n)", "a percentage is given alone"),
    Key("months[].denominator", NUMBER, "what it is out of", "the kind has none"),
    Key("months[].value", VALUE, "its rate or percentage; of other kinds the figure"),
    Key("marks", TEXT, "of each quarter a list: `[r]` revised, `[p]` provisional, `[e]` worked out from a year to "
        "date, `[corrected]`"),
)  # fmt: skip
_JUDGED = (
    Key("rag_rule", TEXT, "by which rule it is rated", "it has no target"),
    Key("target", TEXT, "its target in words", "it has none"),
    Key("judged.by", TEXT, "what is judged: profile, projection, latest, quarter or rolling 12", "it has no target"),
    Key("judged.value", VALUE, "the number that is judged", "there is none"),
    Key("judged.against", VALUE, "what it is held against", "there is none"),
    Key("thresholds.green", VALUE, "up to where it is Green", "another rule"),
    Key("thresholds.amber", VALUE, "up to where it is Amber", "another rule"),
    Key("green_within", SHARE, "by how much the target may be missed and it is still Green", "by nothing"),
    Key("plan.rule", TEXT, "as the plan stood: by which rule it is rated"),
    Key("plan.tolerance", SHARE, "with which tolerance", "the usual one of the rule"),
    Key("plan.share", YES, "whether that is a share of a rate's target, not points"),
    Key("plan.green", VALUE, "its threshold of Green for the year", "another rule"),
    Key("plan.amber", VALUE, "that of Amber", "another rule"),
    Key("plan.green_within", SHARE, "how far the target may be missed and it is still Green", "not at all"),
    Key("plan.judged", TEXT, "what is judged"),
    Key("plan.residents", NUMBER, "what its rates are per, as a number", "the provider gives it"),
    Key("plan.baseline", VALUE, "its baseline", "it has none"),
    Key("plan.quarters", VALUE, "the targets of its quarters; an empty list where the plan gives none"),
    Key("due", DAY, "the day of a milestone", "the kind is another"),
    Key("source", TEXT, "where its figures come from, where the plan says so", "it does not"),
    Key("travel", TEXT, "two directions: on the quarter before, and on the same quarter last year"),
    Key("sentences", TEXT, "Q1 to Q4: the sentence of each quarter; empty before it is due"),
)
OUTTURN = (
    Key("outturn.year", TEXT, "of a series whose figures come late: last year", "its figures come in time"),
    Key("outturn.quarters", NUMBER, "last year's Q1 to Q4", "still to come, or missing"),
    Key("outturn.denominators", NUMBER, "what each is out of", "the kind has none, or it is missing"),
    Key("outturn.late", TEXT, "which quarters this year's returns brought, such as Q4"),
    Key("outturn.value", VALUE, "last year as it stands now", "a quarter is missing"),
    Key("outturn.target", TEXT, "last year's target in words", "there is none"),
    Key("outturn.verdict", TEXT, "last year's verdict", "a figure is still to come"),
    Key("outturn.reason", TEXT, "why", "there is nothing to say"),
    Key("outturn.text", TEXT, "all of it as a sentence"),
)
_BESIDE = (
    Key("peers[].period", TEXT, "of which period a row of *Peers* is"),
    Key("peers[].area", TEXT, "of which area"),
    Key("peers[].numerator", NUMBER, "its count"),
    Key("peers[].population", NUMBER, "its residents"),
    Key("peers[].rate", NUMBER, "its rate per 1,000 residents"),
    Key("peers[].rank", NUMBER, "its place among the areas: 1 is the best by polarity"),
    Key("peers[].of", NUMBER, "among how many"),
    Key("peers[].peer_median", NUMBER, "the middle rate of the others", "there are none"),
    Key("peers[].flag", TEXT, "outside or within the limits of the funnel"),
    Key("peers[].own", YES, "whether it is the partnership itself"),
    Key("peers[].publishable", YES, "whether it may be published"),
    Key("peers[].source", TEXT, "where it is published"),
    Key("benchmarks[].comparator", TEXT, "of whom a row of *Benchmarks* is"),
    Key("benchmarks[].period", TEXT, "of which period"),
    Key("benchmarks[].older", YES, "whether that ends before the report's quarter"),
    Key("benchmarks[].value", VALUE, "the published value"),
    Key("benchmarks[].rank", NUMBER, "the partnership's place, as published", "none was"),
    Key("benchmarks[].of", NUMBER, "among how many", "none was"),
    Key("benchmarks[].publishable", YES, "whether it may be published with ours"),
    Key("benchmarks[].source", TEXT, "where it is published"),
)
SERIES = (*OF_THE_PLAN, *_BY_QUARTER, *ASSESSED, *_JUDGED, *OUTTURN, *_BESIDE)
OF_ACTION = (
    Key("action", TEXT, "what is to be done"),
    Key("owner", TEXT, "by whom: a role"),
    Key("due", DAY, "by when"),
    Key("status", TEXT, "how far it is, as last stated"),
    Key("updated", DAY, "when it was last changed, or entered", "no day is named"),
)
OVERDUE = Key("overdue", YES, "whether it is still open after its due date, as at the report's data date")
ACTION = (
    Key("id", TEXT, "the action's id; empty where it has none"),
    Key("ref", TEXT, "the number of its measure"),
    *OF_ACTION,
    OVERDUE,
)
PROBLEM = (
    Key("file", TEXT, "in which file; of a return with its folder (what has been settled is on *Problems* alone)"),
    Key("sheet", TEXT, "on which sheet; empty for the whole file"),
    Key("cell", TEXT, "in which cell; empty for the whole sheet"),
    Key("code", TEXT, "what is the matter, in a word that stays the same (see *What the messages mean*)"),
    Key("found", TEXT, "what was found"),
    Key("allowed", TEXT, "what is allowed; may be empty"),
    Key("do", TEXT, "what to do; may be empty"),
    Key("series", TEXT, "the id of the series it is about; empty where it is about none"),
    Key("quarter", TEXT, "the quarter it is about; empty where it is about none"),
    Key("about", TEXT, "number and words of that measure"),
)


REPORT: Mapping[str, tuple[Key, ...]] = {
    "": (
        Key("quarter", TEXT, "the quarter of the report, such as 2026/27 Q3"),
        Key("scorecard", TEXT, "the lines of the scorecard as printed, by the headings of its columns"),
        Key("decisions", TEXT, "what the board is asked to decide"),
        Key("files", TEXT, "what was written"),
    ),
    "series": SERIES,
    "measures": OF_MEASURE,
    "actions": ACTION,
    "problems": PROBLEM,
}
"""The keys of the document itself, and of each of its lists."""
CHECK: Mapping[str, tuple[Key, ...]] = {
    "": (Key("quarter", TEXT, "the quarter that was checked"),),
    "returns": (
        Key("file", TEXT, "the return, with its folder"),
        Key("provider", TEXT, "whose it is; empty where it does not say"),
        Key("quarter", TEXT, "of which quarter", "it does not say"),
        Key("as_at", DAY, "up to which day its figures are complete", "it does not say"),
        Key("signed", DAY, "when it was signed", "it does not say"),
        Key("sha256", TEXT, "the hash of the file"),
        Key("state", TEXT, "received, late, superseded, duplicate or rejected"),
        Key("superseded_by", TEXT, "the file that took its place", "none did"),
        Key("note", TEXT, "what else is to be said of it; may be empty"),
        Key("comments", YES, "whether it is a theme lead's comments form"),
    ),
    "problems": PROBLEM,
    "queries": PROBLEM,
    "missing": (
        Key("provider", TEXT, "from whom no return came, unless each of its figures has come since or been explained"),
        Key("quarter", TEXT, "for which quarter"),
        Key("due", DAY, "when it was due", "*Settings* names no day"),
    ),
}
