// Direct convolution in register tiles: MK_TILE voxels by one output block, or MK_PAIR_TILE voxels by two.
//
//              registers   tile         FMAs per loaded weight vector
//   avx512     32          16 × 1       16
//                          14 × 2       14
//   avx2       16           6 × 1        6   (a block is two registers)
//
// A row is cut into tiles of nearly equal width. Every output element sums its taps and channels in one order, so a
// tile's width never changes a bit.

INLINE void tile(const mk_convolve *c, const float *x, const float *weights, float *out, ptrdiff_t block,
                 const int voxels, const int blocks, const ptrdiff_t step) {
    const mk_window *win = &c->window;
    v16 sum[2][MK_TILE];
#pragma clang loop unroll(full)
    for (int b = 0; b < blocks; b++)
#pragma clang loop unroll(full)
        for (int t = 0; t < voxels; t++)
            sum[b][t] = load(c->initial ? c->initial + (block + b) * MK_BLOCK : out + b * c->out_block + t * c->out_voxel);
    const ptrdiff_t channels = win->channels, tap_step = win->dilation[2] * win->lanes;
    for (ptrdiff_t kd = 0; kd < win->kernel[0]; kd++)
    for (ptrdiff_t kh = 0; kh < win->kernel[1]; kh++) {
        const float *tap = x + kd * win->dilation[0] * win->slab_plane + kh * win->dilation[1] * win->slab_row;
        for (ptrdiff_t kw = 0; kw < win->kernel[2]; kw++, tap += tap_step)
            for (ptrdiff_t i = 0; i < channels; i++, weights += MK_BLOCK) {
                v16 w0 = load(weights), w1 = blocks == 2 ? load(weights + c->weights_block) : w0;
#pragma clang loop unroll(full)
                for (int t = 0; t < voxels; t++) {
                    v16 value = all(tap[t * step + i]);
                    sum[0][t] = fused(value, w0, sum[0][t]);
                    if (blocks == 2) sum[1][t] = fused(value, w1, sum[1][t]);
                }
            }
    }
#pragma clang loop unroll(full)
    for (int b = 0; b < blocks; b++)
#pragma clang loop unroll(full)
        for (int t = 0; t < voxels; t++) store(out + b * c->out_block + t * c->out_voxel, sum[b][t]);
}

// One function per tile width, with the distance between voxels known to the compiler where it is a usual one.
#define TILE(T, B)                                                                                                       \
    static __attribute__((noinline)) void tile_##T##x##B(const mk_convolve *c, const float *x, const float *w, float *out, ptrdiff_t block) { \
        switch (c->window.stride[2] * c->window.lanes) {                                                                 \
        case 1: tile(c, x, w, out, block, T, B, 1); break;                                                               \
        case 2: tile(c, x, w, out, block, T, B, 2); break;                                                               \
        case MK_BLOCK: tile(c, x, w, out, block, T, B, MK_BLOCK); break;                                                 \
        case 2 * MK_BLOCK: tile(c, x, w, out, block, T, B, 2 * MK_BLOCK); break;                                         \
        default: tile(c, x, w, out, block, T, B, c->window.stride[2] * c->window.lanes);                                 \
        }                                                                                                                \
    }
typedef void tile_function(const mk_convolve *, const float *, const float *, float *, ptrdiff_t);

TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1) TILE(5, 1) TILE(6, 1)
#if MK_TILE > 6
TILE(7, 1) TILE(8, 1) TILE(9, 1) TILE(10, 1) TILE(11, 1) TILE(12, 1) TILE(13, 1) TILE(14, 1) TILE(15, 1) TILE(16, 1)
TILE(1, 2) TILE(2, 2) TILE(3, 2) TILE(4, 2) TILE(5, 2) TILE(6, 2) TILE(7, 2) TILE(8, 2) TILE(9, 2) TILE(10, 2)
TILE(11, 2) TILE(12, 2) TILE(13, 2) TILE(14, 2)
static tile_function *const tiles1[] = {tile_1x1, tile_2x1, tile_3x1, tile_4x1, tile_5x1, tile_6x1, tile_7x1, tile_8x1,
                                        tile_9x1, tile_10x1, tile_11x1, tile_12x1, tile_13x1, tile_14x1, tile_15x1, tile_16x1};
static tile_function *const tiles2[] = {tile_1x2, tile_2x2, tile_3x2, tile_4x2, tile_5x2, tile_6x2, tile_7x2, tile_8x2,
                                        tile_9x2, tile_10x2, tile_11x2, tile_12x2, tile_13x2, tile_14x2};
#else
static tile_function *const tiles1[] = {tile_1x1, tile_2x1, tile_3x1, tile_4x1, tile_5x1, tile_6x1};
static tile_function *const *const tiles2 = tiles1;
#endif

static void MK_NAME(mk_f32_convolve)(const mk_convolve *c) {
    const mk_window *win = &c->window;
    ptrdiff_t step = 0;
    for (ptrdiff_t block = 0; block < c->blocks; block += step) {
        step = MK_PAIR_TILE && block + 2 <= c->blocks ? 2 : 1;
        const ptrdiff_t limit = step == 2 ? MK_PAIR_TILE : MK_TILE, count = (win->width + limit - 1) / limit;
        const float *weights = c->weights + block * c->weights_block;
        for (ptrdiff_t d = 0; d < win->depth; d++)
        for (ptrdiff_t h = 0; h < win->height; h++) {
            const float *x = win->slab + d * win->stride[0] * win->slab_plane + h * win->stride[1] * win->slab_row;
            float *out = c->out + block * c->out_block + d * c->out_plane + h * c->out_row;
            for (ptrdiff_t n = 0; n < count; n++) {
                ptrdiff_t from = win->width * n / count, voxels = win->width * (n + 1) / count - from;
                (step == 2 ? tiles2 : tiles1)[voxels - 1](c, x + from * win->stride[2] * win->lanes, weights, out + from * c->out_voxel, block);
            }
        }
    }
}

// Weight gradient: the sums over voxels stay in registers, MK_COLUMNS channels of one tap by one output block.
INLINE void columns(const mk_convolve_weight_gradient *c, const float *x, const float *gradient, float *weights, const int count, const ptrdiff_t step) {
    const mk_window *win = &c->window;
    v16 sum[MK_COLUMNS];
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i++) sum[i] = load(weights + i * MK_BLOCK);
    for (ptrdiff_t d = 0; d < win->depth; d++)
    for (ptrdiff_t h = 0; h < win->height; h++) {
        const float *tap = x + d * win->stride[0] * win->slab_plane + h * win->stride[1] * win->slab_row;
        const float *g = gradient + d * c->gradient_plane + h * c->gradient_row;
        for (ptrdiff_t w = 0; w < win->width; w++, tap += step, g += c->gradient_voxel) {
            v16 value = load(g);
#pragma clang loop unroll(full)
            for (int i = 0; i < count; i++) sum[i] = fused(all(tap[i]), value, sum[i]);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i++) store(weights + i * MK_BLOCK, sum[i]);
}

static void MK_NAME(mk_f32_convolve_weight_gradient)(const mk_convolve_weight_gradient *c) {
    const mk_window *win = &c->window;
    const ptrdiff_t step = win->stride[2] * win->lanes;
    for (ptrdiff_t b = 0; b < c->blocks; b++) {
        float *weights = c->weights + b * c->weights_block;
        const float *gradient = c->gradient + b * c->gradient_block;
        for (ptrdiff_t kd = 0; kd < win->kernel[0]; kd++)
        for (ptrdiff_t kh = 0; kh < win->kernel[1]; kh++)
        for (ptrdiff_t kw = 0; kw < win->kernel[2]; kw++) {
            const float *x = win->slab + kd * win->dilation[0] * win->slab_plane + kh * win->dilation[1] * win->slab_row
                + kw * win->dilation[2] * win->lanes;
            ptrdiff_t i = 0;
            for (; i + MK_COLUMNS <= win->channels; i += MK_COLUMNS, weights += MK_COLUMNS * MK_BLOCK)
                columns(c, x + i, gradient, weights, MK_COLUMNS, step);
            for (; i < win->channels; i++, weights += MK_BLOCK) columns(c, x + i, gradient, weights, 1, step);
        }
    }
}
