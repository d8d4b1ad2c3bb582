"""Holds a file open until its input ends, as Excel or a virus scanner may: hold.py FILE nothing|reading."""

import ctypes
import sys
from ctypes import wintypes

READ, READ_AND_WRITE, SHARE_READ, OPEN_EXISTING = 0x80000000, 0xC0000000, 1, 3

kernel = ctypes.WinDLL("kernel32", use_last_error=True)
kernel.CreateFileW.restype = wintypes.HANDLE
kernel.CreateFileW.argtypes = [
    wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE,
]  # fmt: skip
access, share = (READ_AND_WRITE, 0) if sys.argv[2] == "nothing" else (READ, SHARE_READ)
handle = kernel.CreateFileW(sys.argv[1], access, share, None, OPEN_EXISTING, 0, None)
is_held = handle not in {None, wintypes.HANDLE(-1).value}
print("held" if is_held else f"not held: {ctypes.get_last_error()}", flush=True)
sys.stdin.read()
