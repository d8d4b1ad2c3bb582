Attribute VB_Name = "Report"
' The button Rebuild report of the sheet Start, and the sentences that are told to the officer there.
Option Explicit

Public Const MESSAGE_NAME As String = "xlcsp_message"
Private Const REBUILD As String = "import xlcsp.excel.button as b; b.rebuild()"
Private Const NOT_REBUILT As String = "The report was not rebuilt: "
Private Const DO_THIS As String = "Run xlcsp doctor and follow what it says; the figures shown here are those last saved."

' On Windows through the Python that answers the functions, whatever "Use UDF Server" says: RunPython shows what goes
' wrong as a traceback in a dialog, with that setting and without.
Public Sub RebuildReport()
    Dim absent As String
    absent = AbsentPython()
    If absent <> "" Then
        Tell absent
        Exit Sub
    End If
    On Error GoTo Impossible
    #If Mac Then
        RunPython REBUILD
    #Else
        XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ThisWorkbook
        XLPy.Exec REBUILD
    #End If
    Exit Sub
Impossible:
    Tell WhyNot(Err.Description)
End Sub

' One sentence, or two, of what Python or xlwings says: of a traceback the last line.
Private Function WhyNot(description As String) As String
    Dim parts() As String, said As String, number As Long
    If InStr(description, "No module named 'xlcsp") > 0 Then
        WhyNot = NOT_REBUILT & "xlcsp is not installed in the Python that the sheet xlwings.conf names. " & _
            "Install it there as the README says; the figures shown here are those last saved."
        Exit Function
    End If
    parts = Split(Replace(description, vbCr, vbLf), vbLf)
    For number = 0 To UBound(parts)
        If Trim$(parts(number)) <> "" Then
            If InStr(description, "Traceback (") > 0 Then said = ""
            said = Trim$(said & " " & Trim$(parts(number)))
        End If
    Next
    If Left$(said, 13) = "xlcsp.errors." Then
        WhyNot = Mid$(said, InStr(said, ": ") + 2)
    Else
        WhyNot = NOT_REBUILT & "Python cannot be reached, or stopped (" & said & "). " & DO_THIS
    End If
End Function

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
