"""The shells that Excel calls: functions in cells, the button, the server. They hold no arithmetic of their own."""
