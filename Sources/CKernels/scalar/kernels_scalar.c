// The definition of right: every kernel as plain loops. Slow on purpose; the vector kernels are tested against it.
#include <string.h>
#include "../sampling.h"
#include "../table.h"

// a * b + c, rounded once (but for ties that doubles lose), as the vector kernels' instructions do.
static float fused(float a, float b, float c) { return (float)((double)a * b + c); }

static float widened(uint16_t x) {
    const uint32_t bits = (uint32_t)x << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// The number at an index of a feature map.
static float number(const void *x, mk_format format, ptrdiff_t index) {
    return format == MK_BF16 ? widened(((const uint16_t *)x)[index]) : ((const float *)x)[index];
}

static float activate(float x, const float *scale, const float *shift, ptrdiff_t lane, float slope) {
    float z = scale ? fused(x, scale[lane], shift[lane]) : x;
    return z > 0 ? z : slope * z;
}

static void mk_f32_fill__scalar(const mk_fill *f) {
    float *slab = f->slab;
    for (ptrdiff_t d = f->first_depth; d < f->first_depth + f->slab_depth; d++)
    for (ptrdiff_t h = f->first_height; h < f->first_height + f->slab_height; h++)
    for (ptrdiff_t w = f->first_width; w < f->first_width + f->slab_width; w++, slab += f->lanes) {
        int inside = d >= 0 && d < f->depth && h >= 0 && h < f->height && w >= 0 && w < f->width;
        const ptrdiff_t x = ((d * f->height + h) * f->width + w) * f->lanes;
        for (ptrdiff_t lane = 0; lane < f->lanes; lane++)
            slab[lane] = inside ? activate(number(f->source, f->format, x + lane), f->scale, f->shift, lane, f->slope) : 0;
    }
}

static const float *tap(const mk_window *win, ptrdiff_t d, ptrdiff_t h, ptrdiff_t w, ptrdiff_t kd, ptrdiff_t kh, ptrdiff_t kw) {
    return win->slab + (d * win->stride[0] + kd * win->dilation[0]) * win->slab_plane
        + (h * win->stride[1] + kh * win->dilation[1]) * win->slab_row
        + (w * win->stride[2] + kw * win->dilation[2]) * win->lanes;
}

static void mk_f32_convolve__scalar(const mk_convolve *c) {
    const mk_window *win = &c->window;
    for (ptrdiff_t b = 0; b < c->blocks; b++)
    for (ptrdiff_t d = 0; d < win->depth; d++)
    for (ptrdiff_t h = 0; h < win->height; h++)
    for (ptrdiff_t w = 0; w < win->width; w++) {
        float *out = c->out + b * c->out_block + d * c->out_plane + h * c->out_row + w * c->out_voxel;
        float sum[MK_BLOCK];
        memcpy(sum, c->initial ? c->initial + b * MK_BLOCK : out, sizeof sum);
        const float *weight = c->weights + b * c->weights_block;
        for (ptrdiff_t kd = 0; kd < win->kernel[0]; kd++)
        for (ptrdiff_t kh = 0; kh < win->kernel[1]; kh++)
        for (ptrdiff_t kw = 0; kw < win->kernel[2]; kw++) {
            const float *x = tap(win, d, h, w, kd, kh, kw);
            for (ptrdiff_t i = 0; i < win->channels; i++, weight += MK_BLOCK)
                for (ptrdiff_t o = 0; o < MK_BLOCK; o++) sum[o] = fused(x[i], weight[o], sum[o]);
        }
        memcpy(out, sum, sizeof sum);
    }
}

static void mk_f32_convolve_weight_gradient__scalar(const mk_convolve_weight_gradient *c) {
    const mk_window *win = &c->window;
    for (ptrdiff_t b = 0; b < c->blocks; b++)
    for (ptrdiff_t d = 0; d < win->depth; d++)
    for (ptrdiff_t h = 0; h < win->height; h++)
    for (ptrdiff_t w = 0; w < win->width; w++) {
        const float *gradient = c->gradient + b * c->gradient_block + d * c->gradient_plane + h * c->gradient_row + w * c->gradient_voxel;
        float *weight = c->weights + b * c->weights_block;
        for (ptrdiff_t kd = 0; kd < win->kernel[0]; kd++)
        for (ptrdiff_t kh = 0; kh < win->kernel[1]; kh++)
        for (ptrdiff_t kw = 0; kw < win->kernel[2]; kw++) {
            const float *x = tap(win, d, h, w, kd, kh, kw);
            for (ptrdiff_t i = 0; i < win->channels; i++, weight += MK_BLOCK)
                for (ptrdiff_t o = 0; o < MK_BLOCK; o++) weight[o] += x[i] * gradient[o];
        }
    }
}

// Rows: the points 0, ±A, ±B, ∞ with A = 1/√2 and B = √2, so that A²B² = 1 and A² + B² = 5/2.
static const float bt[6][6] = {
    {1, 0, -2.5f, 0, 1, 0},
    {0, -2 * MK_WINOGRAD_A, -2, MK_WINOGRAD_A, 1, 0},
    {0, 2 * MK_WINOGRAD_A, -2, -MK_WINOGRAD_A, 1, 0},
    {0, -0.5f * MK_WINOGRAD_B, -0.5f, MK_WINOGRAD_B, 1, 0},
    {0, 0.5f * MK_WINOGRAD_B, -0.5f, -MK_WINOGRAD_B, 1, 0},
    {0, 1, 0, -2.5f, 0, 1},
};
static const float at[4][6] = {
    {1, 1, 1, 1, 1, 0},
    {0, MK_WINOGRAD_A, -MK_WINOGRAD_A, MK_WINOGRAD_B, -MK_WINOGRAD_B, 0},
    {0, 0.5f, 0.5f, 2, 2, 0},
    {0, 0.5f * MK_WINOGRAD_A, -0.5f * MK_WINOGRAD_A, 2 * MK_WINOGRAD_B, -2 * MK_WINOGRAD_B, 1},
};

// points = m x mᵀ for every tile, x being its `size` × `size` voxels and m [6][size], whose elements lie `row` and `column` apart.
static void to_points(const mk_winograd_input *t, const float *m, ptrdiff_t row, ptrdiff_t column, ptrdiff_t size) {
    const ptrdiff_t step = t->rows * t->columns * MK_BLOCK;
    for (ptrdiff_t tile = 0; tile < t->rows * t->columns; tile++)
    for (ptrdiff_t lane = 0; lane < MK_BLOCK; lane++) {
        const float *x = t->slab + 4 * (tile / t->columns) * t->slab_row + 4 * (tile % t->columns) * MK_BLOCK + lane;
        for (ptrdiff_t i = 0; i < 6; i++)
        for (ptrdiff_t j = 0; j < 6; j++) {
            float sum = 0;
            for (ptrdiff_t h = 0; h < size; h++)
            for (ptrdiff_t w = 0; w < size; w++) sum += m[i * row + h * column] * m[j * row + w * column] * x[h * t->slab_row + w * MK_BLOCK];
            t->points[(i * 6 + j) * step + tile * MK_BLOCK + lane] = sum;
        }
    }
}

static void mk_f32_winograd_input__scalar(const mk_winograd_input *t) { to_points(t, bt[0], 6, 1, 6); }

static void mk_f32_winograd_gradient__scalar(const mk_winograd_input *t) { to_points(t, at[0], 1, 6, 4); }

static void mk_f32_winograd_output__scalar(const mk_winograd_output *t) {
    const ptrdiff_t step = t->rows * t->columns * MK_BLOCK;
    for (ptrdiff_t h = 0; h < t->height; h++)
    for (ptrdiff_t w = 0; w < t->width; w++)
    for (ptrdiff_t lane = 0; lane < MK_BLOCK; lane++) {
        const float *points = t->points + (h / 4 * t->columns + w / 4) * MK_BLOCK + lane;
        float sum = t->initial ? t->initial[lane] : t->out[h * t->out_row + w * MK_BLOCK + lane];
        for (ptrdiff_t m = 0; m < 6; m++)
        for (ptrdiff_t n = 0; n < 6; n++) sum += at[h % 4][m] * at[w % 4][n] * points[(m * 6 + n) * step];
        t->out[h * t->out_row + w * MK_BLOCK + lane] = sum;
        if (t->sums) {
            t->sums[lane] += sum;
            t->sums[MK_BLOCK + lane] += (double)sum * sum;
        }
    }
}

static void mk_f32_box_sums__scalar(const float *x, ptrdiff_t row, ptrdiff_t plane, ptrdiff_t depth, ptrdiff_t height, ptrdiff_t width, double *sums) {
    for (ptrdiff_t d = 0; d < depth; d++)
    for (ptrdiff_t h = 0; h < height; h++)
    for (ptrdiff_t i = 0; i < width * MK_BLOCK; i++) {
        double value = x[d * plane + h * row + i];
        sums[i % MK_BLOCK] += value;
        sums[MK_BLOCK + i % MK_BLOCK] += value * value;
    }
}

static float gradient_of_z(const mk_norm_gradient *n, ptrdiff_t i) {
    ptrdiff_t lane = i % MK_BLOCK;
    return n->x[i] * n->scale[lane] + n->shift[lane] > 0 ? n->gradient[i] : n->slope * n->gradient[i];
}

static void mk_f32_norm_gradient_sums__scalar(const mk_norm_gradient *n, double *sums) {
    for (ptrdiff_t i = 0; i < n->voxels * MK_BLOCK; i++) {
        ptrdiff_t lane = i % MK_BLOCK;
        double dz = gradient_of_z(n, i);
        sums[lane] += dz;
        sums[MK_BLOCK + lane] += dz * (n->x[i] - n->mean[lane]) * n->inverse[lane];
    }
}

static void mk_f32_norm_gradient_apply__scalar(const mk_norm_gradient *n, const float *mean_dz, const float *mean_dz_xhat) {
    for (ptrdiff_t i = 0; i < n->voxels * MK_BLOCK; i++) {
        ptrdiff_t lane = i % MK_BLOCK;
        float xhat = (n->x[i] - n->mean[lane]) * n->inverse[lane];
        n->gradient[i] = n->scale[lane] * (gradient_of_z(n, i) - mean_dz[lane] - xhat * mean_dz_xhat[lane]);
    }
}

static float window_maximum(const mk_max_pool *p, ptrdiff_t d, ptrdiff_t h, ptrdiff_t w, ptrdiff_t lane, ptrdiff_t *where) {
    const ptrdiff_t first[3] = {(d + p->first_depth) * p->stride[0] - p->padding[0], h * p->stride[1] - p->padding[1], w * p->stride[2] - p->padding[2]};
    float best = 0;
    *where = -1;
    for (ptrdiff_t i = first[0]; i < first[0] + p->size[0]; i++)
    for (ptrdiff_t j = first[1]; j < first[1] + p->size[1]; j++)
    for (ptrdiff_t k = first[2]; k < first[2] + p->size[2]; k++) {
        if (i < 0 || i >= p->source[0] || j < 0 || j >= p->source[1] || k < 0 || k >= p->source[2]) continue;
        const ptrdiff_t x = ((i * p->source[1] + j) * p->source[2] + k) * MK_BLOCK + lane;
        float value = activate(number(p->x, p->format, x), p->scale, p->shift, lane, p->slope);
        if (*where < 0 || value > best) { best = value; *where = x; }
    }
    return best;
}

static void mk_f32_max_pool__scalar(const mk_max_pool *p) {
    float *out = p->out;
    ptrdiff_t where;
    for (ptrdiff_t d = 0; d < p->depth; d++)
    for (ptrdiff_t h = 0; h < p->height; h++)
    for (ptrdiff_t w = 0; w < p->width; w++, out += MK_BLOCK)
        for (ptrdiff_t lane = 0; lane < MK_BLOCK; lane++) out[lane] = window_maximum(p, d, h, w, lane, &where);
}

static void mk_f32_max_pool_gradient__scalar(const mk_max_pool *p) {
    const float *gradient = p->out_gradient;
    ptrdiff_t where;
    for (ptrdiff_t d = 0; d < p->depth; d++)
    for (ptrdiff_t h = 0; h < p->height; h++)
    for (ptrdiff_t w = 0; w < p->width; w++, gradient += MK_BLOCK)
        for (ptrdiff_t lane = 0; lane < MK_BLOCK; lane++) {
            window_maximum(p, d, h, w, lane, &where);
            p->x_gradient[where] += gradient[lane];
        }
}

static void mk_f32_add__scalar(const mk_add *s) {
    for (ptrdiff_t i = 0; i < s->voxels * MK_BLOCK; i++)
        s->out[i] = activate(s->a.x[i], s->a.scale, s->a.shift, i % MK_BLOCK, s->a.slope)
            + activate(s->b.x[i], s->b.scale, s->b.shift, i % MK_BLOCK, s->b.slope);
}

static void mk_f32_resize__scalar(const mk_resize *r) {
    const ptrdiff_t height = r->source[1] * r->factor[1], width = r->source[2] * r->factor[2];
    float *out = r->out;
    for (ptrdiff_t d = r->first_depth; d < r->first_depth + r->depth; d++)
    for (ptrdiff_t h = 0; h < height; h++)
    for (ptrdiff_t w = 0; w < width; w++, out += MK_BLOCK) {
        const mk_sample at[3] = {mk_sample_at(d, r->factor[0], r->source[0], r->linear), mk_sample_at(h, r->factor[1], r->source[1], r->linear),
                                 mk_sample_at(w, r->factor[2], r->source[2], r->linear)};
        for (ptrdiff_t lane = 0; lane < MK_BLOCK; lane++) {
            float sum = 0;
            for (int corner = 0; corner < 8; corner++) {
                const int i = corner >> 2, j = corner >> 1 & 1, k = corner & 1;
                const float weight = (i ? at[0].weight : 1 - at[0].weight) * (j ? at[1].weight : 1 - at[1].weight) * (k ? at[2].weight : 1 - at[2].weight);
                const ptrdiff_t x = i ? at[0].second : at[0].first, y = j ? at[1].second : at[1].first, z = k ? at[2].second : at[2].first;
                sum += weight * r->x[((x * r->source[1] + y) * r->source[2] + z) * MK_BLOCK + lane];
            }
            out[lane] = sum;
        }
    }
}

static void mk_bf16_narrow__scalar(uint16_t *out, const float *x, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, sizeof bits);
        out[i] = (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }
}

static void mk_f32_add_scaled__scalar(float *y, const float *x, float a, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) y[i] += a * x[i];
}

void mk_fill_table__scalar(mk_kernels *table) {
    *table = (mk_kernels){
        .isa = "scalar",
        .fill = mk_f32_fill__scalar,
        .convolve = mk_f32_convolve__scalar,
        .convolve_weight_gradient = mk_f32_convolve_weight_gradient__scalar,
        .winograd_input = mk_f32_winograd_input__scalar,
        .winograd_output = mk_f32_winograd_output__scalar,
        .winograd_gradient = mk_f32_winograd_gradient__scalar,
        .box_sums = mk_f32_box_sums__scalar,
        .norm_gradient_sums = mk_f32_norm_gradient_sums__scalar,
        .norm_gradient_apply = mk_f32_norm_gradient_apply__scalar,
        .max_pool = mk_f32_max_pool__scalar,
        .max_pool_gradient = mk_f32_max_pool_gradient__scalar,
        .blend = mk_f32_blend__scalar,
        .add = mk_f32_add__scalar,
        .resize = mk_f32_resize__scalar,
        .narrow = mk_bf16_narrow__scalar,
        .add_scaled = mk_f32_add_scaled__scalar,
    };
}
