"""The entry points that Excel calls: functions in cells, button, ribbon and server.

They do no arithmetic of their own.
"""
