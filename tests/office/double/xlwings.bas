Attribute VB_Name = "xlwings"
' Stands in for xlwings' own module, whose bridge to Python only Windows has. The same calls reach the same Python code,
' through a Python macro of the test's own profile.
Option Explicit

Private script As Object, askedBefore As String

Public Function XLPy() As Object
    Set XLPy = New Bridge
End Function

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    Dim row As Long
    GetConfig = default
    With ThisWorkbook.Sheets("xlwings.conf")
        For row = 1 To 30
            If UCase(.Cells(row, 1).Value) = configKey Then GetConfig = .Cells(row, 2).Value
        Next
    End With
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = Ask("bridge.py$file_exists", Array(FileSpec))
End Function

Public Function Ask(functionName As String, arguments As Variant) As Variant
    Dim factory As Object, indexes(), changed()
    If functionName <> askedBefore Then ' finding a script takes longer than most answers
        Set factory = CreateUnoService("com.sun.star.script.provider.MasterScriptProviderFactory")
        Set script = factory.createScriptProvider("").getScript( _
            "vnd.sun.star.script:" & functionName & "?language=Python&location=user")
        askedBefore = functionName
    End If
    Ask = script.invoke(arguments, indexes, changed)
End Function
