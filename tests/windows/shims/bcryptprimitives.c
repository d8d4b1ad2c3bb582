/* Random bytes for Rust's standard library (python-calamine, pikepdf). Every Windows since 7 has this DLL; Wine 8 lacks it. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
    while (size) {
        ULONG now = size > 0x10000000 ? 0x10000000 : (ULONG)size;
        if (!SystemFunction036(data, now)) return FALSE;
        data += now;
        size -= now;
    }
    return TRUE;
}
