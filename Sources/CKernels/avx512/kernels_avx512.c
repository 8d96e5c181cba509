#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)

#define MK_NAME(name) name##__avx512
#define MK_ISA "avx512"
#define MK_TILE 16
#define MK_PAIR_TILE 14
#define MK_COLUMNS 16

#include "../vector/vector.h"
#include "../vector/convolve.inc.h"
#include "../vector/elementwise.inc.h"
#include "../vector/winograd.inc.h"
#include "../vector/blend.inc.h"
#include "../vector/table.inc.h"

#pragma clang attribute pop
#endif
