// Winograd's F(4×4, 3×3): 36 products where a direct convolution of 4 × 4 voxels takes 144.
//
// The points 0, ±1/√2, ±√2 and ∞ give smaller numbers in the transforms than 0, ±1, ±2, ∞, and with them half the error.

// Bᵀ along one axis: six inputs to six points.
INLINE void winograd_points(const v16 *x, v16 *y) {
    const v16 a = all(MK_WINOGRAD_A), b = all(MK_WINOGRAD_B), aa = all(0.5f), bb = all(2.0f), both = all(2.5f);
    v16 even_a = fused(-bb, x[2], x[4]), odd_a = fused(-bb, x[1], x[3]);
    v16 even_b = fused(-aa, x[2], x[4]), odd_b = fused(-aa, x[1], x[3]);
    y[0] = fused(-both, x[2], x[0] + x[4]);
    y[1] = fused(a, odd_a, even_a);
    y[2] = fused(-a, odd_a, even_a);
    y[3] = fused(b, odd_b, even_b);
    y[4] = fused(-b, odd_b, even_b);
    y[5] = fused(-both, x[3], x[1] + x[5]);
}

// Aᵀ along one axis: six points to four outputs.
INLINE void winograd_outputs(const v16 m[6], v16 y[4]) {
    const v16 a = all(MK_WINOGRAD_A), b = all(MK_WINOGRAD_B);
    v16 sum_a = m[1] + m[2], odd_a = a * (m[1] - m[2]), sum_b = m[3] + m[4], odd_b = b * (m[3] - m[4]);
    y[0] = m[0] + sum_a + sum_b;
    y[1] = odd_a + odd_b;
    y[2] = fused(all(0.5f), sum_a, all(2.0f) * sum_b);
    y[3] = fused(all(0.5f), odd_a, fused(all(2.0f), odd_b, m[5]));
}

// A along one axis: four gradients of outputs to six points.
INLINE void winograd_gradient_points(const v16 *y, v16 *m) {
    const v16 a = all(MK_WINOGRAD_A), b = all(MK_WINOGRAD_B), aa = all(0.5f), bb = all(2.0f);
    v16 even_a = fused(aa, y[2], y[0]), odd_a = fused(aa, y[3], y[1]), even_b = fused(bb, y[2], y[0]), odd_b = fused(bb, y[3], y[1]);
    m[0] = y[0];
    m[1] = fused(a, odd_a, even_a);
    m[2] = fused(-a, odd_a, even_a);
    m[3] = fused(b, odd_b, even_b);
    m[4] = fused(-b, odd_b, even_b);
    m[5] = y[3];
}

// Every tile's `size` × `size` voxels, row by row and then column by column, to 36 points.
INLINE void to_points(const mk_winograd_input *t, const int size, void (*const line_to_points)(const v16 *, v16 *)) {
    const ptrdiff_t step = t->rows * t->columns * MK_BLOCK;
    float *out = t->points;
    for (ptrdiff_t row = 0; row < t->rows; row++)
    for (ptrdiff_t column = 0; column < t->columns; column++, out += MK_BLOCK) {
        const float *x = t->slab + 4 * row * t->slab_row + 4 * column * MK_BLOCK;
        v16 half[6][6];
#pragma clang loop unroll(full)
        for (int i = 0; i < size; i++) {
            v16 line[6];
#pragma clang loop unroll(full)
            for (int j = 0; j < size; j++) line[j] = load(x + i * t->slab_row + j * MK_BLOCK);
            line_to_points(line, half[i]);
        }
#pragma clang loop unroll(full)
        for (int j = 0; j < 6; j++) {
            v16 line[6], result[6];
#pragma clang loop unroll(full)
            for (int i = 0; i < size; i++) line[i] = half[i][j];
            line_to_points(line, result);
#pragma clang loop unroll(full)
            for (int i = 0; i < 6; i++) store(out + (i * 6 + j) * step, result[i]);
        }
    }
}

static void MK_NAME(mk_f32_winograd_input)(const mk_winograd_input *t) { to_points(t, 6, winograd_points); }

static void MK_NAME(mk_f32_winograd_gradient)(const mk_winograd_input *t) { to_points(t, 4, winograd_gradient_points); }

static void MK_NAME(mk_f32_winograd_output)(const mk_winograd_output *t) {
    const ptrdiff_t step = t->rows * t->columns * MK_BLOCK;
    const v16 initial = t->initial ? load(t->initial) : all(0);
    const float *points = t->points;
    for (ptrdiff_t row = 0; row < t->rows; row++) {
        v16 sum = all(0), squares = all(0), pivot = all(0);
        for (ptrdiff_t column = 0; column < t->columns; column++, points += MK_BLOCK) {
            v16 half[4][6];
#pragma clang loop unroll(full)
            for (int j = 0; j < 6; j++) {
                v16 line[6], result[4];
#pragma clang loop unroll(full)
                for (int i = 0; i < 6; i++) line[i] = load(points + (i * 6 + j) * step);
                winograd_outputs(line, result);
#pragma clang loop unroll(full)
                for (int i = 0; i < 4; i++) half[i][j] = result[i];
            }
            const ptrdiff_t height = t->height - 4 * row, width = t->width - 4 * column;
            float *out = t->out + 4 * row * t->out_row + 4 * column * MK_BLOCK;
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; i++) {
                if (i >= height) break;
                v16 result[4];
                winograd_outputs(half[i], result);
#pragma clang loop unroll(full)
                for (int j = 0; j < 4; j++) {
                    if (j >= width) break;
                    float *place = out + i * t->out_row + j * MK_BLOCK;
                    v16 value = result[j] + (t->initial ? initial : load(place));
                    store(place, value);
                    if (column + i + j == 0) pivot = value;
                    value -= pivot;
                    sum += value;
                    squares = fused(value, value, squares);
                }
            }
        }
        const ptrdiff_t height = t->height - 4 * row < 4 ? t->height - 4 * row : 4;
        if (t->sums) add_pivoted_to_sums(t->sums, sum, squares, pivot, height * (t->width < 4 * t->columns ? t->width : 4 * t->columns));
    }
}
