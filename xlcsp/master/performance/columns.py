"""The columns of *Performance* in order, one entry each."""

from __future__ import annotations

from xlcsp.domain.plan import CHANCE, THRESHOLDS
from xlcsp.master.performance.column import Column, looked_up, looked_up_twice, with_default
from xlcsp.measures.rag_rules import USUAL

_QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_PLANNED = 'IF([@row]=0,"",C(planned share))'  # of a year without a past: the shape that the plan gives it
_NO_YEAR_END = f'OR([@state]="Closed",{_PLANNED}="n/a")'  # it closes before the year's end
_PROJECTED = f'IF(OR([@plan row]=0,M(projection)="none",KIND(not has_projection),{_NO_YEAR_END}),"n/a",{{}})'
_BY_PLAN = (
    f'IF(AND({_PLANNED}<>"",OR(M(projection)="",M(projection)="auto")),'
    f'IF(ISTEXT([@year to date]),[@year to date],IF(N({_PLANNED})>0,[@year to date]/{_PLANNED},"n/a")),{{}})'
)
_INTERVAL = _PROJECTED.format(
    f'IF(OR({_PLANNED}<>"",KIND(is_level)),"n/a",{{}}([@[Q1]:[Q4]],YEARS,0.8,ITS_KIND,[@[of Q1]:[of Q4]],OF_YEARS))'
)
_JUDGED_BY_PROJECTION = 'AND(M(judged)="projection",N([@quarter])<4)'
_AS_JUDGED = 'IF(C(judged)="",[@year to date],C(judged))'  # by the quarter alone, or the last twelve months
_JUDGED = f'IF([@rule]="{CHANCE}",[@chance],IF({_JUDGED_BY_PROJECTION},[@projection],{_AS_JUDGED}))'
_HAS_THRESHOLDS = 'AND(M(green)<>"",M(amber)<>"")'
_OF_PLAN = 'IF(AND(M(target)="",M(green)<>""),M(green),M(target))'
_NAMED = 'IF([@row]=0,"",C(target named))'  # the value of the benchmark that the target names
_TARGET = f'IF({_NAMED}<>"",{_NAMED},{_OF_PLAN})'
_TARGET_RULE = (
    'IF(AND(M(target_rule)="",M(green)<>""),IF([@polarity]="lower","at most","at least"),'
    'IF(AND(M(target_rule)="",OR(KIND(has_status))),"at least",M(target_rule)))'
)
_OWN_TOLERANCE = 'IF(M(tolerance)<>"",M(tolerance),IF(OR(M(rag_rule)="",M(rag_rule)=csp_rag_rule),csp_tolerance,""))'
_TOLERANCE = (
    f'IF(AND(csp_rate_tolerance="share",OR(KIND(is_proportion))),{_OWN_TOLERANCE}&" of target",{_OWN_TOLERANCE})'
)
_PASSED = (  # a lower-is-better count that already exceeds its target
    'AND(ISTEXT([@judged]),[@polarity]="lower",OR(KIND(is_added_up)),'
    "ISNUMBER([@target]),SUM([@[Q1]:[Q4]])>N([@target]))"
)
_SERIES_OF_MEASURE = "INDEX(tPerformance[{0}],[@first]):INDEX(tPerformance[{0}],[@first]+[@rows]-1)"

COLUMNS = (
    looked_up("ref", 7, "text", "M(ref)"),
    Column("measure", 40, "text", 'IF([@plan row]=0,"",M(measure)&IF(M(series)="","",": "&M(series)))'),
    with_default("role", 11, "headline"),
    with_default("kind", 13, "count"),
    with_default("polarity", 9, "none"),
    *(looked_up(quarter, 9, "figure", f"F(numerator {quarter})", otherwise="[x]") for quarter in _QUARTERS),
    *(looked_up(f"of {quarter}", 9, "figure", f"F(denominator {quarter})") for quarter in _QUARTERS),
    Column("trend", 14, "trend", ""),
    Column(
        "year to date", 12, "share",
        'IF(AND([@row]>0,N([@quarter])=0),IF([@state]="Closed","Closed","Not due"),'
        "CSP_YTD([@[Q1]:[Q4]],ITS_KIND,[@[of Q1]:[of Q4]]))",
    ),
    looked_up("last year", 11, "share", "C(last year to date)"),
    Column("variance", 11, "points", "CSP_VARIANCE([@year to date],[@last year])"),
    Column("variance %", 11, "percent", "CSP_VARIANCE_PCT([@year to date],[@last year],[@kind])"),
    Column(
        "target", 12, "share",
        f'IF([@plan row]=0,"n/a",CSP_TARGET({_TARGET},{_TARGET_RULE},M(baseline),[@kind],[@polarity]))',
    ),
    Column(
        "target to date", 12, "share",
        'IF(OR([@plan row]=0,N([@quarter])=0),"n/a",IF(C(target judged)<>"",C(target judged),'
        'IF(AND(M(target_q1)<>"",M(target_rule)<>"between"),'
        "CSP_TARGET(INDEX(tMeasures[[target_q1]:[target_q4]],[@plan row],[@quarter]),"
        'IF(M(target_rule)="% change on baseline","at most",M(target_rule)),"",[@kind],[@polarity]),'
        'IF(OR(KIND(is_cumulative)),'
        "CSP_PROFILE([@target],[@quarter],YEARS),[@target]))))",
    ),
    Column(
        "projection", 11, "share",
        _PROJECTED.format(
            _BY_PLAN.format("CSP_PROJECTION([@[Q1]:[Q4]],YEARS,M(projection),ITS_KIND,[@[of Q1]:[of Q4]],OF_YEARS)")
        ),
    ),
    Column("low", 10, "share", _INTERVAL.format("CSP_PROJECTION_LOW")),
    Column("high", 10, "share", _INTERVAL.format("CSP_PROJECTION_HIGH")),
    Column(
        "chance", 10, "percent whole",
        f'IF(OR([@plan row]=0,KIND(is_latest_only),[@state]="Closed",{_PLANNED}<>""),"n/a",'
        "CSP_CHANCE([@[Q1]:[Q4]],[@target],[@polarity],YEARS,ITS_KIND,[@[of Q1]:[of Q4]],OF_YEARS))",
    ),
    looked_up("state", 9, "text", "C(state)"),
    looked_up("quarter", 8, "number", "C(quarter)"),
    Column(
        "rule", 10, "text",
        f'IF([@plan row]=0,"",IF(M(rag_rule)<>"",M(rag_rule),IF({_HAS_THRESHOLDS},"{THRESHOLDS}",'
        f'IF(OR(csp_rag_rule="",csp_rag_rule="{THRESHOLDS}",AND(csp_rag_rule="{CHANCE}",'
        f'OR(KIND(not has_chance)))),"{USUAL.name}",csp_rag_rule))))',
    ),
    Column(
        "RAG", 10, "rag",
        'IF(OR([@plan row]=0,[@role]="context"),"",IF([@state]<>"",[@state],'
        'IF(OR([@target]="Monitor",[@target]="To be set"),"Monitor",'
        f'IF([@row]=0,"No data",IF({_PASSED},"Red",CSP_RAG([@judged],'
        f"IF({_JUDGED_BY_PROJECTION},[@target],[@target to date]),[@polarity],"
        "[@tolerance],[@rule],C(same period),[@kind],[@green],[@amber],M(green_within)))))))",
    ),
    Column(
        "on quarter before", 12, "text",
        'IF(OR([@row]=0,[@state]="Closed"),"n/a",IF(ISTEXT(C(previous quarter)),C(previous quarter),'
        "CSP_TRAVEL(C(this quarter),C(previous quarter),[@polarity],DECIMALS)))",
    ),
    Column(
        "on last year", 12, "text",
        'IF(OR([@row]=0,[@state]="Closed",C(same quarter last year)="[b]"),"n/a",'
        "IF(ISTEXT(C(same quarter last year)),C(same quarter last year),"
        "CSP_TRAVEL(C(this quarter),C(same quarter last year),[@polarity],DECIMALS)))",
    ),
    Column(
        "variation", 24, "text",
        'IF(OR([@row]=0,NO_KIND(is_independent),[@state]="Closed",ISTEXT(C(same quarter last year))),"n/a",'
        "CSP_SIGNIFICANT(C(this quarter),C(same quarter last year),YEARS))",
    ),
    Column(
        "run rate", 14, "share",
        f'IF(OR({_NO_YEAR_END},M(frequency)="annual",M(frequency)="half-yearly"),"n/a",'
        "CSP_RUN_RATE([@[Q1]:[Q4]],[@target],[@polarity],[@kind]))",
    ),
    Column(
        "narrative", 70, "text",
        'IF(OR([@plan row]=0,[@row]=0,[@state]="Not due"),"",IF([@state]="Closed",C(remark)&"",'
        'CSP_NARRATIVE([@[Q1]:[Q4]],IF(OR(KIND(is_pooled),COUNT(LAST_YEAR)<[@quarter]),[@last year],LAST_YEAR),'
        'IF(M(unit_one)="",M(unit),M(unit)&"|"&M(unit_one)),[@polarity],M(baseline),"",'
        'IF(M(target_rule)="monitor","",[@projection]),ITS_KIND,'
        "[@[of Q1]:[of Q4]],C(remark),[@low],[@high],M(projection))))",
    ),
    Column(
        "measure RAG", 12, "rag",
        f'IF(SUMPRODUCT(--({_SERIES_OF_MEASURE.format("ref")}=[@ref]))<[@rows],"Sort by ref",'
        f"CSP_ROLLUP({_SERIES_OF_MEASURE.format('headline RAG')}))",
    ),
    *(
        looked_up(f"{year} {quarter}", 9, "share", f"C({year} {quarter})")
        for year in ("last year", "this year")
        for quarter in _QUARTERS
    ),
    Column("judged", 11, "share", f'IF([@row]=0,"",{_JUDGED})'),
    Column("tolerance", 11, "text", f'IF([@plan row]=0,"",{_TOLERANCE})'),
    looked_up_twice("green"),
    looked_up_twice("amber"),
    Column("headline RAG", 11, "text", 'IF([@role]="headline",[@RAG],"")'),
    Column("first", 8, "number", "MATCH([@ref],tPerformance[ref],0)"),
    Column("rows", 8, "number", "SUMPRODUCT(--(tPerformance[ref]=[@ref]))"),
    Column(  # an id such as 2.1 may be a number in one of the cells, and text in the other
        "plan row", 8, "number",
        'IFERROR(MATCH([@id],tMeasures[id],0),IFERROR(MATCH([@id]&"",tMeasures[id],0),'
        "IFERROR(MATCH(--[@id],tMeasures[id],0),0)))",
    ),
    Column("row", 8, "number", "CHECKED"),
    Column(
        "decimals", 9, "number",
        'IF(AND([@row]>0,N([@row])>0),IF(C(decimals)<>"",C(decimals),'
        "IF(OR(KIND(is_proportion),KIND(is_quotient),KIND(takes_decimals)),"
        'IF(csp_rounding="",1,csp_rounding),0)),"")',
    ),
    Column("unit", 11, "text", 'IF([@plan row]=0,"",M(unit)&"")'),
)  # fmt: skip
