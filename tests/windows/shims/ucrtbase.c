/* The C99 complex functions, which numpy's and scipy's wheels import and Wine 8 has as stubs only.
   rig.py exports each w_NAME as NAME and forwards all else to Wine's own ucrtbase.dll. */
#include <complex.h>
#include <string.h>

typedef struct { double v[2]; } D;
typedef struct { float v[2]; } F;

static double _Complex d(D a) { double _Complex r; memcpy(&r, &a, sizeof r); return r; }
static float _Complex f(F a) { float _Complex r; memcpy(&r, &a, sizeof r); return r; }
static D dd(double _Complex a) { D r; memcpy(&r, &a, sizeof r); return r; }
static F ff(float _Complex a) { F r; memcpy(&r, &a, sizeof r); return r; }

double w_creal(D a) { return a.v[0]; }
double w_cimag(D a) { return a.v[1]; }
double w_carg(D a) { return carg(d(a)); }
float w_crealf(F a) { return a.v[0]; }
float w_cimagf(F a) { return a.v[1]; }
float w_cargf(F a) { return cargf(f(a)); }
D w__Cbuild(double a, double b) { D r = {{a, b}}; return r; }
F w__FCbuild(float a, float b) { F r = {{a, b}}; return r; }
D w__Cmulcc(D a, D b) { return dd(d(a) * d(b)); }
F w__FCmulcc(F a, F b) { return ff(f(a) * f(b)); }
D w_cpow(D a, D b) { return dd(cpow(d(a), d(b))); }
F w_cpowf(F a, F b) { return ff(cpowf(f(a), f(b))); }

#define BOTH(name) \
    D w_##name(D a) { return dd(name(d(a))); } \
    F w_##name##f(F a) { return ff(name##f(f(a))); }
BOTH(conj) BOTH(cproj) BOTH(cexp) BOTH(clog) BOTH(csqrt)
BOTH(csin) BOTH(ccos) BOTH(ctan) BOTH(casin) BOTH(cacos) BOTH(catan)
BOTH(csinh) BOTH(ccosh) BOTH(ctanh) BOTH(casinh) BOTH(cacosh) BOTH(catanh)
