// Sixteen floats as one value: one register with AVX-512, two with AVX2. The compiler lowers it by target attribute.
#include <string.h>
#include "../sampling.h"
#include "../table.h"

// Vectors pass only between functions that are inlined, so their calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float v16 __attribute__((vector_size(64)));
typedef int32_t i16 __attribute__((vector_size(64)));
typedef uint32_t u16 __attribute__((vector_size(64)));
typedef uint16_t h16 __attribute__((vector_size(32)));
typedef double d16 __attribute__((vector_size(128)));

#define INLINE static inline __attribute__((always_inline))

INLINE v16 load(const float *p) { v16 v; memcpy(&v, p, sizeof v); return v; }
INLINE void store(float *p, v16 v) { memcpy(p, &v, sizeof v); }
INLINE v16 load_bf16(const uint16_t *p) { h16 v; memcpy(&v, p, sizeof v); return (v16)(__builtin_convertvector(v, u16) << 16); }
INLINE void store_bf16(uint16_t *p, v16 x) {
    u16 bits = (u16)x;
    h16 v = __builtin_convertvector((bits + 0x7fff + (bits >> 16 & 1)) >> 16, h16);
    memcpy(p, &v, sizeof v);
}
// Sixteen numbers of a feature map, from an index on.
INLINE v16 load_as(const mk_format format, const void *x, ptrdiff_t index) {
    return format == MK_BF16 ? load_bf16((const uint16_t *)x + index) : load((const float *)x + index);
}
INLINE v16 all(float x) { return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE v16 fused(v16 a, v16 b, v16 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE v16 choose(i16 mask, v16 yes, v16 no) { return (v16)((mask & (i16)yes) | (~mask & (i16)no)); }
INLINE v16 rectified(v16 z, v16 slope) { return choose(z > 0, z, z * slope); }
