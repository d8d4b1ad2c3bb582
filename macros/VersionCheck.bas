Attribute VB_Name = "VersionCheck"
' Whether the installed xlcsp is the one that this workbook was built for.
Option Explicit

Private Const BEGINNING As String = "This workbook was built for xlcsp "

' Compares the workbook's name xlcsp_version with what the installed package answers, and tells the officer where they
' differ; takes the sentence back where they agree again. Says nothing where there is no Python: colleagues who only
' read the workbook need none.
Public Sub CheckVersion()
    Dim built As String, installed As String
    On Error GoTo Unknown
    built = BuiltFor()
    installed = XLPy.CallUDF("xlcsp.excel.udfs", "csp_version", Array())
    If built <> installed Then
        Tell BEGINNING & built & ", but xlcsp " & installed & " is installed: its formulas may answer differently. " & _
            "Install xlcsp " & built & ", or ask who looks after the workbook."
    ElseIf Left$(ToldBefore(), Len(BEGINNING)) = BEGINNING Then
        Tell ""
    End If
Unknown:
End Sub

' The version in the name xlcsp_version, which holds it as a text in quotes.
Private Function BuiltFor() As String
    BuiltFor = Replace(Mid$(ThisWorkbook.Names("xlcsp_version").RefersTo, 2), """", "")
End Function

Private Function ToldBefore() As String
    ToldBefore = CStr(ThisWorkbook.Names(MESSAGE_NAME).RefersToRange.Value)
End Function
