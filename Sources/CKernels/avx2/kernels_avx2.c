#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define MK_NAME(name) name##__avx2
#define MK_ISA "avx2"
#define MK_TILE 6
#define MK_PAIR_TILE 0
#define MK_COLUMNS 4

#include "../vector/vector.h"
#include "../vector/convolve.inc.h"
#include "../vector/elementwise.inc.h"
#include "../vector/winograd.inc.h"
#include "../vector/blend.inc.h"
#include "../vector/table.inc.h"

#pragma clang attribute pop
#endif
