Attribute VB_Name = "Report"
' The button Rebuild report of the sheet Start, and the sentences that are told to the officer there.
Option Explicit

Public Const MESSAGE_NAME As String = "xlcsp_message"

Public Sub RebuildReport()
    Dim absent As String
    absent = AbsentPython()
    If absent <> "" Then
        Tell absent
        Exit Sub
    End If
    On Error GoTo Impossible
    If RunPython("import xlcsp.excel.button as b; b.rebuild()") = -1 Then
        Tell "The report was not rebuilt: Python stopped with an error. Run xlcsp doctor and follow what it says."
    End If
    Exit Sub
Impossible:
    Tell "The report was not rebuilt: Python cannot be reached (" & Err.Description & "). " & _
        "Run xlcsp doctor and follow what it says; the figures shown here are those last saved."
End Sub

' Says which Python is looked for and not there; nothing where one is there or is found by its name alone.
Private Function AbsentPython() As String
    Dim interpreter As String
    On Error Resume Next
    #If Mac Then
        Exit Function
    #End If
    interpreter = GetConfig("INTERPRETER_WIN", "")
    If InStr(interpreter, "\") + InStr(interpreter, "/") = 0 Then Exit Function
    If FileExists(interpreter) Then Exit Function
    AbsentPython = "The report was not rebuilt: there is no Python at " & interpreter & _
        ". Correct Interpreter_Win on the sheet xlwings.conf, or ask who looks after the workbook; " & _
        "the figures shown here are those last saved."
End Function

' Writes a sentence into the message cell of the sheet Start; into the status bar where somebody has removed that cell.
Public Sub Tell(message As String)
    On Error GoTo NoCell
    ThisWorkbook.Names(MESSAGE_NAME).RefersToRange.Value = message
    Exit Sub
NoCell:
    Application.StatusBar = message
End Sub
