// Chooses kernels by what the processor and the operating system support.
#include "table.h"

mk_isa mk_best_isa(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw")) return MK_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return MK_AVX2;
#endif
    return MK_SCALAR;
}

mk_kernels mk_kernels_for(mk_isa isa) {
    mk_kernels table;
    mk_fill_table__scalar(&table);
#if defined(__x86_64__)
    if (isa >= MK_AVX2) mk_fill_table__avx2(&table);
    if (isa >= MK_AVX512) mk_fill_table__avx512(&table);
#endif
    return table;
}
