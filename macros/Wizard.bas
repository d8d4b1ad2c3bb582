Attribute VB_Name = "Wizard"
' The help that the function wizard shows. Generated (python -m tests.macros): changes will be lost.
Option Explicit

Public Sub DescribeFunctions()
    Describe "csp_baseline", _
        "xlcsp", _
        "Stand-in of csp_baseline.", _
        "The history.", _
        "The denominators."
    Describe "csp_chance", _
        "xlcsp", _
        "Stand-in of csp_chance.", _
        "The quarters.", _
        "The target.", _
        "The polarity.", _
        "The history.", _
        "The kind.", _
        "The denominators.", _
        "The history_denominators."
    Describe "csp_narrative", _
        "xlcsp", _
        "Stand-in of csp_narrative.", _
        "The quarters.", _
        "The last_year.", _
        "The unit.", _
        "The polarity.", _
        "The baseline.", _
        "The target.", _
        "The projection.", _
        "The kind.", _
        "The denominators.", _
        "The reason."
    Describe "csp_profile", _
        "xlcsp", _
        "Stand-in of csp_profile.", _
        "The target.", _
        "The quarter.", _
        "The history."
    Describe "csp_projection", _
        "xlcsp", _
        "Stand-in of csp_projection.", _
        "The quarters.", _
        "The history.", _
        "The method.", _
        "The kind.", _
        "The denominators.", _
        "The history_denominators."
    Describe "csp_projection_high", _
        "xlcsp", _
        "Stand-in of csp_projection_high.", _
        "The quarters.", _
        "The history.", _
        "The level.", _
        "The kind.", _
        "The denominators.", _
        "The history_denominators."
    Describe "csp_projection_low", _
        "xlcsp", _
        "Stand-in of csp_projection_low.", _
        "The quarters.", _
        "The history.", _
        "The level.", _
        "The kind.", _
        "The denominators.", _
        "The history_denominators."
    Describe "csp_rag", _
        "xlcsp", _
        "Stand-in of csp_rag.", _
        "The judged.", _
        "The target.", _
        "The polarity.", _
        "The tolerance.", _
        "The rule.", _
        "The same_period_last_year.", _
        "The kind."
    Describe "csp_rate", _
        "xlcsp", _
        "Stand-in of csp_rate.", _
        "The numerators.", _
        "The denominators."
    Describe "csp_rollup", _
        "xlcsp", _
        "Stand-in of csp_rollup.", _
        "The states."
    Describe "csp_run_rate", _
        "xlcsp", _
        "Stand-in of csp_run_rate.", _
        "The quarters.", _
        "The target.", _
        "The polarity.", _
        "The kind."
    Describe "csp_significant", _
        "xlcsp", _
        "Stand-in of csp_significant.", _
        "The count.", _
        "The comparator.", _
        "The past."
    Describe "csp_target", _
        "xlcsp", _
        "Stand-in of csp_target.", _
        "The target."
    Describe "csp_travel", _
        "xlcsp", _
        "Stand-in of csp_travel.", _
        "The current.", _
        "The previous.", _
        "The polarity."
    Describe "csp_variance", _
        "xlcsp", _
        "Stand-in of csp_variance.", _
        "The actual.", _
        "The comparator."
    Describe "csp_variance_pct", _
        "xlcsp", _
        "Stand-in of csp_variance_pct.", _
        "The actual.", _
        "The comparator.", _
        "The kind."
    Describe "csp_version", _
        "xlcsp", _
        "Stand-in of csp_version."
    Describe "csp_ytd", _
        "xlcsp", _
        "Stand-in of csp_ytd.", _
        "The quarters.", _
        "The kind.", _
        "The denominators."
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
