"""The columns of *Performance*, in their order."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from xlcsp.answers.functions import FUNCTIONS
from xlcsp.answers.shapes import guarded
from xlcsp.domain.plan import LATEST_ONLY, NO_CHANCE, PROPORTIONS
from xlcsp.master.performance.column import COLUMNS, QUARTERS, Cell, Row, column, looked_up, with_default

udfs = SimpleNamespace(**{name: guarded(function) for name, function in FUNCTIONS.items()})
_CUMULATIVE = ("count", "cohort", "per population")
_WITH_DECIMALS = ("per population", "snapshot")

looked_up("ref", 7, "text", "M(ref)")


@column("measure", 40, "text", 'IF([@plan row]=0,"",M(measure)&IF(M(series)="","",": "&M(series)))')
def _measure(row: Row) -> Cell:
    return (
        "" if row.plan is None else f"{row.m('measure') or ''}{': ' if row.m('series') else ''}{row.m('series') or ''}"
    )


with_default("role", 11, "headline")
with_default("kind", 13, "count")
with_default("polarity", 9, "none")
for _quarter in QUARTERS:
    looked_up(_quarter, 9, "figure", f"F(numerator {_quarter})", otherwise="[x]")
for _quarter in QUARTERS:
    looked_up(f"of {_quarter}", 9, "figure", f"F(denominator {_quarter})")
column("trend", 14, "trend", "")(lambda _: "")


@column("year to date", 12, "share", "CSP_YTD([@[Q1]:[Q4]],[@kind],[@[of Q1]:[of Q4]])")
def _year_to_date(row: Row) -> Cell:
    return udfs.csp_ytd(row.run(), row["kind"], row.run("of "))


looked_up("last year", 11, "share", "C(last year to date)")


@column("variance", 11, "points", "CSP_VARIANCE([@year to date],[@last year])")
def _variance(row: Row) -> Cell:
    return udfs.csp_variance(row["year to date"], row["last year"])


@column("variance %", 11, "percent", "CSP_VARIANCE_PCT([@year to date],[@last year],[@kind])")
def _variance_pct(row: Row) -> Cell:
    return udfs.csp_variance_pct(row["year to date"], row["last year"], row["kind"])


@column(
    "target", 12, "share",
    'IF([@plan row]=0,"n/a",CSP_TARGET(M(target),M(target_rule),M(baseline),[@kind],[@polarity]))',
)  # fmt: skip
def _target(row: Row) -> Cell:
    if row.plan is None:
        return "n/a"
    return udfs.csp_target(row.m("target"), row.m("target_rule"), row.m("baseline"), row["kind"], row["polarity"])


@column(
    "target to date", 12, "share",
    'IF(OR([@plan row]=0,N([@quarter])=0),"n/a",IF(AND(M(target_q1)<>"",M(target_rule)<>"between"),'
    "CSP_TARGET(INDEX(tMeasures[[target_q1]:[target_q4]],[@plan row],[@quarter]),"
    'IF(M(target_rule)="% change on baseline","at most",M(target_rule)),"",[@kind],[@polarity]),'
    'IF(OR([@kind]="count",[@kind]="cohort",[@kind]="per population"),'
    "CSP_PROFILE([@target],[@quarter],YEARS),[@target])))",
)  # fmt: skip
def _target_to_date(row: Row) -> Cell:
    quarter, rule = row["quarter"], row.m("target_rule") or "monitor"
    if row.plan is None or not quarter:
        return "n/a"
    if row.m("target_q1") is not None and rule != "between":
        rule = "at most" if rule == "% change on baseline" else rule
        return udfs.csp_target(row.m(f"target_q{quarter}"), rule, "", row["kind"], row["polarity"])
    if row["kind"] in _CUMULATIVE:
        return udfs.csp_profile(row["target"], quarter, row.years())
    return row["target"]


_PROJECTED = (
    'IF(OR([@plan row]=0,M(projection)="none",[@kind]="percentage",[@kind]="milestone",[@state]="Closed"),"n/a",{})'
)


def _is_projected(row: Row) -> bool:
    is_none = row.plan is None or row.m("projection") == "none" or row["state"] == "Closed"
    return not is_none and row["kind"] not in ("percentage", "milestone")


@column(
    "projection", 11, "share",
    _PROJECTED.format("CSP_PROJECTION([@[Q1]:[Q4]],YEARS,M(projection),[@kind],[@[of Q1]:[of Q4]],OF_YEARS)"),
)  # fmt: skip
def _projection(row: Row) -> Cell:
    if not _is_projected(row):
        return "n/a"
    return udfs.csp_projection(
        row.run(), row.years(), row.m("projection"), row["kind"], row.run("of "), row.years("of ")
    )


def _interval(name: str, function: str, udf: Callable[..., Cell]) -> None:
    formula = f"{function}([@[Q1]:[Q4]],YEARS,0.8,[@kind],[@[of Q1]:[of Q4]],OF_YEARS)"
    formula = f'IF(OR([@kind]="rolling 12",[@kind]="snapshot"),"n/a",{formula})'

    def value(row: Row) -> Cell:
        if not _is_projected(row) or row["kind"] in LATEST_ONLY:
            return "n/a"
        return udf(row.run(), row.years(), 0.8, row["kind"], row.run("of "), row.years("of "))

    column(name, 10, "share", _PROJECTED.format(formula))(value)


_interval("low", "CSP_PROJECTION_LOW", udfs.csp_projection_low)
_interval("high", "CSP_PROJECTION_HIGH", udfs.csp_projection_high)


@column(
    "chance", 10, "percent whole",
    'IF(OR([@plan row]=0,[@kind]="percentage",[@kind]="rolling 12",[@kind]="snapshot",[@state]="Closed"),"n/a",'
    "CSP_CHANCE([@[Q1]:[Q4]],[@target],[@polarity],YEARS,[@kind],[@[of Q1]:[of Q4]],OF_YEARS))",
)  # fmt: skip
def _chance(row: Row) -> Cell:
    if row.plan is None or row["kind"] in LATEST_ONLY or row["state"] == "Closed":
        return "n/a"
    return udfs.csp_chance(
        row.run(), row["target"], row["polarity"], row.years(), row["kind"], row.run("of "), row.years("of ")
    )


looked_up("state", 9, "text", "C(state)")
looked_up("quarter", 8, "number", "C(quarter)")
_JUDGED_BY_PROJECTION = 'AND(M(judged)="projection",N([@quarter])<4)'


@column(
    "rule", 10, "text",
    'IF([@plan row]=0,"",IF(M(rag_rule)<>"",M(rag_rule),IF(OR(csp_rag_rule="",AND(csp_rag_rule="chance",'
    'OR([@kind]="percentage",[@kind]="rolling 12",[@kind]="snapshot",[@kind]="milestone"))),'
    '"tolerance",csp_rag_rule)))',
)  # fmt: skip
def _rule(row: Row) -> Cell:
    if row.plan is None:
        return ""
    of_settings = row.settings.get("rag rule") or "tolerance"
    by_chance = str(of_settings).casefold() == "chance" and row["kind"] in NO_CHANCE
    return row.plan.get("rag_rule") or ("tolerance" if by_chance else of_settings)


_JUDGED = f'IF([@rule]="chance",[@chance],IF({_JUDGED_BY_PROJECTION},[@projection],[@year to date]))'
_PASSED = (
    f'AND(ISTEXT({_JUDGED}),[@polarity]="lower",OR([@kind]="count",[@kind]="cohort"),'
    "ISNUMBER([@target]),SUM([@[Q1]:[Q4]])>N([@target]))"
)


@column(
    "RAG", 10, "rag",
    'IF(OR([@plan row]=0,[@role]="context"),"",IF([@state]<>"",[@state],'
    'IF(OR([@target]="Monitor",[@target]="To be set"),"Monitor",'
    f'IF([@row]=0,"No data",IF({_PASSED},"Red",CSP_RAG({_JUDGED},'
    f"IF({_JUDGED_BY_PROJECTION},[@target],[@target to date]),[@polarity],"
    'IF(M(tolerance)<>"",M(tolerance),IF(OR(M(rag_rule)="",M(rag_rule)=csp_rag_rule),csp_tolerance,"")),'
    "[@rule],C(same period),[@kind]))))))",
)  # fmt: skip
def _rag(row: Row) -> Cell:
    if row.plan is None or row["role"] == "context":
        return ""
    if row["state"]:
        return row["state"]
    if row["target"] in ("Monitor", "To be set"):
        return "Monitor"
    if row.compared is None:
        return "No data"
    is_projection = row.m("judged") == "projection" and (row["quarter"] or 0) < len(QUARTERS)
    judged = row["projection"] if is_projection else row["year to date"]
    judged = row["chance"] if row["rule"] == "chance" else judged
    if isinstance(judged, str) and _has_passed(row):
        return "Red"
    rule, tolerance = row["rule"], row.m("tolerance")
    if tolerance is None and row.m("rag_rule") in (None, "", str(row.settings.get("rag rule")).casefold()):
        tolerance = row.settings.get("tolerance")
    against = row["target"] if is_projection else row["target to date"]
    return udfs.csp_rag(judged, against, row["polarity"], tolerance, rule, row.c("same period"), row["kind"])


def _has_passed(row: Row) -> bool:
    """Whether the quarters there are exceed a lower-is-better count's target already."""
    target, is_count = row["target"], row["kind"] in ("count", "cohort")
    if row["polarity"] != "lower" or not is_count:
        return False
    held = [one for one in row.run()[0] if not isinstance(one, str)]
    return not isinstance(target, str) and sum(held) > target


def _decimals(row: Row) -> int:
    """At how many decimals the series' figures are shown."""
    rounding = row.settings.get("rounding")
    of_percentages = 1 if rounding is None else int(rounding)
    if row["kind"] in PROPORTIONS:
        return of_percentages + 2
    return of_percentages if row["kind"] in _WITH_DECIMALS else 0


@column(
    "on quarter before", 12, "text",
    'IF(OR([@row]=0,[@state]="Closed"),"n/a",CSP_TRAVEL(C(this quarter),C(previous quarter),[@polarity],DECIMALS))',
)  # fmt: skip
def _travel_previous(row: Row) -> Cell:
    if row.compared is None or row["state"] == "Closed":
        return "n/a"
    return udfs.csp_travel(row.c("this quarter"), row.c("previous quarter"), row["polarity"], _decimals(row))


@column(
    "on last year", 12, "text",
    'IF(OR([@row]=0,[@state]="Closed",C(same quarter last year)="[b]"),"n/a",'
    "CSP_TRAVEL(C(this quarter),C(same quarter last year),[@polarity],DECIMALS))",
)  # fmt: skip
def _travel_last_year(row: Row) -> Cell:
    if row.compared is None or row["state"] == "Closed" or row.c("same quarter last year") == "[b]":
        return "n/a"
    return udfs.csp_travel(row.c("this quarter"), row.c("same quarter last year"), row["polarity"], _decimals(row))


@column(
    "variation", 24, "text",
    'IF(OR([@row]=0,[@kind]<>"count",[@state]="Closed",C(same quarter last year)="[b]"),"n/a",'
    "CSP_SIGNIFICANT(C(this quarter),C(same quarter last year),YEARS))",
)  # fmt: skip
def _significant(row: Row) -> Cell:
    is_out = row.compared is None or row["kind"] != "count" or row["state"] == "Closed"
    if is_out or row.c("same quarter last year") == "[b]":
        return "n/a"
    return udfs.csp_significant(row.c("this quarter"), row.c("same quarter last year"), row.years())


@column(
    "run rate", 14, "number",
    'IF([@state]="Closed","n/a",CSP_RUN_RATE([@[Q1]:[Q4]],[@target],[@polarity],[@kind]))',
)  # fmt: skip
def _run_rate(row: Row) -> Cell:
    if row["state"] == "Closed":
        return "n/a"
    return udfs.csp_run_rate(row.run(), row["target"], row["polarity"], row["kind"])


@column(
    "narrative", 70, "text",
    'IF(OR([@plan row]=0,[@row]=0,[@state]="Not due"),"",IF([@state]="Closed",C(remark)&"",CSP_NARRATIVE([@[Q1]:[Q4]],'
    'IF(OR([@kind]="rate",COUNT(LAST_YEAR)<[@quarter]),[@last year],LAST_YEAR),'
    'M(unit),[@polarity],M(baseline),"",IF(M(target_rule)="monitor","",[@projection]),[@kind],'
    "[@[of Q1]:[of Q4]],C(remark),[@low],[@high],M(projection))))",
)  # fmt: skip
def _narrative(row: Row) -> Cell:
    if row.plan is None or row.compared is None or row["state"] == "Not due":
        return ""
    if row["state"] == "Closed":
        return row.c("remark") or ""
    quarters = [row.c(f"last year {quarter}") for quarter in QUARTERS]
    known = sum(isinstance(one, int | float) for one in quarters)
    last = row["last year"] if row["kind"] == "rate" or known < row["quarter"] else [quarters]
    end = "" if (row.m("target_rule") or "monitor") == "monitor" else row["projection"]
    return udfs.csp_narrative(
        row.run(), last, row.m("unit"), row["polarity"], row.m("baseline"), "", end, row["kind"], row.run("of "),
        row.c("remark"), row["low"], row["high"], row.m("projection"),
    )  # fmt: skip


_SERIES_OF_MEASURE = "INDEX(tPerformance[{0}],[@first]):INDEX(tPerformance[{0}],[@first]+[@rows]-1)"


@column(
    "measure RAG", 12, "rag",
    f'IF(SUMPRODUCT(--({_SERIES_OF_MEASURE.format("ref")}=[@ref]))<[@rows],"Sort by ref",'
    f"CSP_ROLLUP({_SERIES_OF_MEASURE.format('headline RAG')}))",
)  # fmt: skip
def _measure_rag(row: Row) -> Cell:
    near = row.beside[row["first"] - 1 : row["first"] - 1 + row["rows"]]
    if any(one["ref"] != row["ref"] for one in near):
        return "Sort by ref"
    return udfs.csp_rollup([[one["headline RAG"] for one in near]])


for _year in ("last year", "this year"):
    for _quarter in QUARTERS:
        looked_up(f"{_year} {_quarter}", 9, "share", f"C({_year} {_quarter})")
column("headline RAG", 11, "text", 'IF([@role]="headline",[@RAG],"")')(
    lambda row: row["RAG"] if row["role"] == "headline" else ""
)
column("first", 8, "number", "MATCH([@ref],tPerformance[ref],0)")(lambda row: row["first"])
column("rows", 8, "number", "SUMPRODUCT(--(tPerformance[ref]=[@ref]))")(lambda row: row["rows"])
_PLAN_ROW = (  # an id such as 2.1 may be a number in one of the cells, and text in the other
    'IFERROR(MATCH([@id],tMeasures[id],0),IFERROR(MATCH([@id]&"",tMeasures[id],0),'
    "IFERROR(MATCH(--[@id],tMeasures[id],0),0)))"
)
column("plan row", 8, "number", _PLAN_ROW)(lambda row: row["plan row"])
column("row", 8, "number", "CHECKED")(lambda row: row["row"])

ALL = tuple(COLUMNS)
