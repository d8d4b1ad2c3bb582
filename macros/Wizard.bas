Attribute VB_Name = "Wizard"
' The help that the function wizard shows. Generated (python -m tests.macros): changes will be lost.
Option Explicit

Public Sub DescribeFunctions()
    Describe "csp_baseline", _
        "CSP performance", _
        "Mean of the earlier years' totals; of a rate its pooled value. Only complete years count; else ""No data"".", _
        "Earlier years, oldest first: rows of four quarters, or one column of year totals", _
        "Of a rate the denominators of the earlier years, in the same form; else leave it out"
    Describe "csp_chance", _
        "CSP performance", _
        "Chance of meeting the year's target, 0 to 1, by how far such years have moved after this quarter before.", _
        "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing", _
        "The year's target", _
        "lower, higher or none: which is better", _
        "Earlier years, oldest first: rows of four quarters, or side by side in one row", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "Of a rate the numbers that the quarters are out of; else leave it out", _
        "Of a rate the denominators of the earlier years; else leave it out"
    Describe "csp_narrative", _
        "CSP performance", _
        "The report's sentence on the latest quarter: its figure, the year to date, and the change on last year.", _
        "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing", _
        "Last year's four quarters, or its figure to the end of the same quarter", _
        "What is counted, such as offences", _
        "lower, higher or none: which is better", _
        "The year's baseline, where there is one", _
        "The year's target; stated in the sentence where it is given", _
        "The projected year end, if it is to be stated", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "Of a rate the numbers that the quarters are out of; else leave it out", _
        "Why the latest quarter has no figure, or the marks that its figure bears, such as [r]", _
        "Lower end of the likely year end, if it is to be stated", _
        "Upper end of the likely year end", _
        "auto (default), straight line, seasonal, prior year or rolling"
    Describe "csp_profile", _
        "CSP performance", _
        "Target to date: the year's target up to the end of a quarter, by the mean quarter shares of earlier years. Without a complete earlier year: equal quarters.", _
        "The year's target", _
        "1, 2, 3 or 4: the last quarter that counts", _
        "Earlier years, oldest first: rows of four quarters, or side by side in one row"
    Describe "csp_projection", _
        "CSP performance", _
        "Projected year end. Not given while a quarter is missing (""Q1 and Q3 only"") or without figures (""No data"").", _
        "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing", _
        "Earlier years, oldest first: rows of four quarters, or side by side in one row", _
        "auto (default), straight line, seasonal, prior year or rolling", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "Of a rate the numbers that the quarters are out of; else leave it out", _
        "Of a rate the denominators of the earlier years; else leave it out"
    Describe "csp_projection_high", _
        "CSP performance", _
        "Upper end of the interval in which the year end is likely to lie (8 times in 10, unless a level is given).", _
        "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing", _
        "Earlier years, oldest first: rows of four quarters, or side by side in one row", _
        "Level of the prediction interval, 0.8 unless given", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "Of a rate the numbers that the quarters are out of; else leave it out", _
        "Of a rate the denominators of the earlier years; else leave it out"
    Describe "csp_projection_low", _
        "CSP performance", _
        "Lower end of the interval in which the year end is likely to lie (8 times in 10, unless a level is given).", _
        "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing", _
        "Earlier years, oldest first: rows of four quarters, or side by side in one row", _
        "Level of the prediction interval, 0.8 unless given", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "Of a rate the numbers that the quarters are out of; else leave it out", _
        "Of a rate the denominators of the earlier years; else leave it out"
    Describe "csp_rag", _
        "CSP performance", _
        "RAG state: Green on target, Amber within the tolerance, else Red; No data where there is none to judge. Of a count the tolerance is a share of the target (at least one event), of a rate percentage points. Without a target: Monitor.", _
        "The figure that is judged: year to date, projection, or (rule chance) the chance of meeting the target", _
        "The target that it is judged against; for a range, 10 to 20", _
        "lower, higher or none: which is better", _
        "How far a target may be missed and still be Amber: 0.05 unless given (rule improving: 0.10)", _
        "tolerance (default), improving, chance or thresholds", _
        "For the rule improving: last year's figure of the same quarters", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "For the rule thresholds: up to where the judged figure is Green (higher is better: from where)", _
        "For the rule thresholds: up to where it is Amber; beyond it is Red", _
        "How far a target may be missed and the figure still be Green: 0.01 is 1%; blank: not at all"
    Describe "csp_rate", _
        "CSP performance", _
        "Pooled rate: the sum of the numerators by the sum of the denominators, of the pairs that have both. A proportion (0.62), or ""No data"". One answer for the whole range.", _
        "How many, of each pair", _
        "Out of how many; same shape as the numerators"
    Describe "csp_rollup", _
        "CSP performance", _
        "A measure's RAG from its headline series: Red if any is; else No data if any lacks data; else Amber; Green.", _
        "The RAG states of the measure's headline series"
    Describe "csp_run_rate", _
        "CSP performance", _
        "What each remaining quarter may be (lower is better) or must be (higher is better) to meet the target. A whole number, of an amount the exact one; ""Already missed"", ""Already met"", or ""n/a"" (no sum, a gap, year over).", _
        "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing", _
        "The year's target", _
        "lower, higher or none: which is better", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone"
    Describe "csp_significant", _
        "CSP performance", _
        "Whether two counts differ by more than chance and the usual ups and downs would bring, in words.", _
        "This period's count", _
        "The count that it is compared with, of a period as long", _
        "Earlier years, oldest first: rows of four quarters; from four years on they say what is usual"
    Describe "csp_target", _
        "CSP performance", _
        "The year's target as a number to compare figures with: of a count ""below 60"" is 59. A range stays ""10 to 20""; of a rate ""above 0.62"" stays as it is; ""Monitor"" and ""To be set"" where there is none.", _
        "The target as the plan gives it", _
        "at most, below, at least, above, between, % change on baseline, to be set or monitor", _
        "The baseline, for % change on baseline", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "lower, higher or none: which is better"
    Describe "csp_travel", _
        "CSP performance", _
        "Direction of travel: Improving, Steady (the two read the same) or Worsening; No data where one is missing.", _
        "This period's figure", _
        "The earlier figure that it is compared with", _
        "lower, higher or none: which is better", _
        "At how many decimals the two are shown; of a rate 3 for 62.1%. Left out: by the figures themselves"
    Describe "csp_variance", _
        "CSP performance", _
        "Difference between a figure and its comparator; of rates a difference of proportions (0.04 is 4 points).", _
        "The figure", _
        "What it is compared with, such as last year's same quarters"
    Describe "csp_variance_pct", _
        "CSP performance", _
        "Difference as a proportion of the comparator (0.072 is 7.2%); ""n/a"" on one of 0 or below, and for rates.", _
        "The figure", _
        "What it is compared with, such as last year's same quarters", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone"
    Describe "csp_version", _
        "CSP performance", _
        "The version of xlcsp that answers the functions of this workbook."
    Describe "csp_ytd", _
        "CSP performance", _
        "Year to date by kind of series: counts are added up, a rate is pooled, others give the latest value. With a quarter missing it says which quarters there are (""Q1 and Q3 only""); without any, ""No data"".", _
        "The year's four quarters side by side, Q1 to Q4; empty = not due yet, [x] = missing", _
        "count (default), amount, rate, ratio, percentage, rolling 12, rolling 12 rate, snapshot, cohort, per population or milestone", _
        "Of a rate the numbers that the quarters are out of; else leave it out"
End Sub

' A failure is passed over: the wizard then shows the function without its help.
Private Sub Describe(functionName As String, category As String, summary As String, ParamArray meanings() As Variant)
    Dim macroName As String, texts As Variant
    On Error Resume Next
    macroName = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & functionName
    texts = meanings
    If UBound(texts) < 0 Then
        Application.MacroOptions Macro:=macroName, Description:=summary, Category:=category
    Else
        Application.MacroOptions Macro:=macroName, Description:=summary, Category:=category, ArgumentDescriptions:=texts
    End If
End Sub
