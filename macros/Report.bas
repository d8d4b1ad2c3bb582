Attribute VB_Name = "Report"
' The commands: of the ribbon tab CSP performance, and of the buttons on the sheet Start. Each runs in Python, which says
' on Start what came of it; where Python cannot be had, a sentence says so there.
Option Explicit

Public Const MESSAGE_NAME As String = "xlcsp_message"
Private Const COMMANDS As String = "import xlcsp.excel.commands as c; c."
Private Const DO_THIS As String = "Run xlcsp doctor and follow what it says; the figures shown here are those last saved."

' The one callback of the ribbon: each control has the name of a macro for its id. With two masters open Excel may call
' that of the one for the tab of the other: the workbook that is seen answers.
Public Sub RibbonPressed(control As Object)
    On Error GoTo Impossible
    If ActiveWorkbook.FullName = ThisWorkbook.FullName Then
        Application.Run control.ID
    Else
        Application.Run "'" & Replace(ActiveWorkbook.Name, "'", "''") & "'!" & control.ID
    End If
    Exit Sub
Impossible:
    Application.StatusBar = "The workbook in front has no macro " & control.ID & ": " & Err.Description
End Sub

Public Sub IssueForms()
    RunCommand COMMANDS & "issue()", "The forms were not issued: "
End Sub

Public Sub CheckReturns()
    RunCommand COMMANDS & "check()", "The returns were not checked: "
End Sub

Public Sub CommentsForms()
    RunCommand COMMANDS & "comments()", "The forms for comments were not issued: "
End Sub

Public Sub Reminders()
    RunCommand COMMANDS & "remind()", "The reminders were not drafted: "
End Sub

Public Sub RebuildReport()
    RunCommand "import xlcsp.excel.button as b; b.rebuild()", "The report was not rebuilt: "
End Sub

Public Sub ReportPdf()
    RunCommand COMMANDS & "pdf()", "The PDF was not made: "
End Sub

Public Sub ReportWord()
    RunCommand COMMANDS & "word()", "The Word version was not made: "
End Sub

Public Sub ReleaseReport()
    RunCommand COMMANDS & "release()", "The report was not released: "
End Sub

Public Sub NewYear()
    RunCommand COMMANDS & "new_year()", "The new year was not begun: "
End Sub

Public Sub Doctor()
    RunCommand COMMANDS & "doctor()", "The doctor could not look: "
End Sub

' On Windows through the Python that answers the functions, whatever "Use UDF Server" says: RunPython shows what goes
' wrong as a traceback in a dialog, with that setting and without.
Private Sub RunCommand(command As String, notDone As String)
    Dim absent As String
    absent = AbsentPython()
    If absent <> "" Then
        Tell notDone & absent
        Exit Sub
    End If
    On Error GoTo Impossible
    #If Mac Then
        RunPython command
    #Else
        XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ThisWorkbook
        XLPy.Exec command
    #End If
    Exit Sub
Impossible:
    Tell WhyNot(Err.Description, notDone)
End Sub

' One sentence, or two, of what Python or xlwings says: of a traceback the last line.
Private Function WhyNot(description As String, notDone As String) As String
    Dim parts() As String, said As String, number As Long
    If InStr(description, "No module named 'xlcsp") > 0 Then
        WhyNot = notDone & "xlcsp is not installed in the Python that the sheet xlwings.conf names. " & _
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
        WhyNot = notDone & "Python cannot be reached, or stopped (" & said & "). " & DO_THIS
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
    AbsentPython = "there is no Python at " & interpreter & _
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
