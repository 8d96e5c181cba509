// Everything that touches each voxel once or twice: bound by memory, one vector per voxel and block.

INLINE void fill_voxels(float *slab, const mk_format format, const void *source, ptrdiff_t first, ptrdiff_t count, v16 scale, v16 shift, v16 slope) {
    for (ptrdiff_t i = 0; i < count * MK_BLOCK; i += MK_BLOCK) store(slab + i, rectified(fused(load_as(format, source, first + i), scale, shift), slope));
}

// `count` voxels from number `first` of the source on.
static void fill_row(const mk_fill *f, float *slab, ptrdiff_t first, ptrdiff_t count) {
    const float *source = (const float *)f->source + first;
    if (f->format == MK_BF16) {
        fill_voxels(slab, MK_BF16, f->source, first, count, f->scale ? load(f->scale) : all(1), f->scale ? load(f->shift) : all(0), all(f->slope));
    } else if (f->scale && f->lanes == MK_BLOCK) {
        fill_voxels(slab, MK_F32, f->source, first, count, load(f->scale), load(f->shift), all(f->slope));
    } else if (f->scale) {
        for (ptrdiff_t i = 0; i < count; i++) {
            float z = source[i] * f->scale[0] + f->shift[0];
            slab[i] = z > 0 ? z : f->slope * z;
        }
    } else {
        memcpy(slab, source, (size_t)(count * f->lanes) * sizeof *slab);
        if (f->slope != 1)
            for (ptrdiff_t i = 0; i < count * f->lanes; i++) slab[i] = slab[i] > 0 ? slab[i] : f->slope * slab[i];
    }
}

static void zero(float *p, ptrdiff_t count) {
    if (count > 0) memset(p, 0, (size_t)count * sizeof *p);
}

static void MK_NAME(mk_f32_fill)(const mk_fill *f) {
    const ptrdiff_t lanes = f->lanes, last = f->first_width + f->slab_width;
    const ptrdiff_t from = f->first_width < 0 ? 0 : f->first_width, to = last < f->width ? last : f->width;
    float *slab = f->slab;
    for (ptrdiff_t d = f->first_depth; d < f->first_depth + f->slab_depth; d++)
    for (ptrdiff_t h = f->first_height; h < f->first_height + f->slab_height; h++, slab += f->slab_width * lanes) {
        if (d < 0 || d >= f->depth || h < 0 || h >= f->height || from >= to) {
            zero(slab, f->slab_width * lanes);
            continue;
        }
        zero(slab, (from - f->first_width) * lanes);
        fill_row(f, slab + (from - f->first_width) * lanes, ((d * f->height + h) * f->width + from) * lanes, to - from);
        zero(slab + (to - f->first_width) * lanes, (last - to) * lanes);
    }
}

INLINE void add_to_sums(double *sums, v16 a, v16 b) {
    for (int lane = 0; lane < MK_BLOCK; lane++) {
        sums[lane] += a[lane];
        sums[MK_BLOCK + lane] += b[lane];
    }
}

// The same of `count` values x, of which a and b are the sums of x - pivot and of its square.
INLINE void add_pivoted_to_sums(double *sums, v16 a, v16 b, v16 pivot, ptrdiff_t count) {
    for (int lane = 0; lane < MK_BLOCK; lane++) {
        const double p = pivot[lane], sum = a[lane];
        sums[lane] += sum + (double)count * p;
        sums[MK_BLOCK + lane] += b[lane] + p * (2 * sum + (double)count * p);
    }
}

// Sums run in float along one row, less its first value, and in double across rows: a channel that hardly varies keeps its variance.
static void MK_NAME(mk_f32_box_sums)(const float *x, ptrdiff_t row, ptrdiff_t plane, ptrdiff_t depth, ptrdiff_t height, ptrdiff_t width, double *sums) {
    for (ptrdiff_t d = 0; d < depth; d++)
    for (ptrdiff_t h = 0; h < height; h++) {
        const float *p = x + d * plane + h * row;
        const v16 pivot = load(p);
        v16 sum = all(0), squares = all(0);
        for (ptrdiff_t w = 1; w < width; w++) {
            v16 value = load(p + w * MK_BLOCK) - pivot;
            sum += value;
            squares = fused(value, value, squares);
        }
        add_pivoted_to_sums(sums, sum, squares, pivot, width);
    }
}

INLINE v16 gradient_of_z(const mk_norm_gradient *n, ptrdiff_t i, v16 x) {
    v16 g = load(n->gradient + i * MK_BLOCK), z = fused(x, load(n->scale), load(n->shift));
    return choose(z > 0, g, g * all(n->slope));
}

static void MK_NAME(mk_f32_norm_gradient_sums)(const mk_norm_gradient *n, double *sums) {
    enum { RUN = 64 };
    const v16 mean = load(n->mean), inverse = load(n->inverse);
    for (ptrdiff_t start = 0; start < n->voxels; start += RUN) {
        v16 sum = all(0), products = all(0);
        for (ptrdiff_t i = start; i < n->voxels && i < start + RUN; i++) {
            v16 x = load(n->x + i * MK_BLOCK), dz = gradient_of_z(n, i, x);
            sum += dz;
            products = fused(dz, (x - mean) * inverse, products);
        }
        add_to_sums(sums, sum, products);
    }
}

static void MK_NAME(mk_f32_norm_gradient_apply)(const mk_norm_gradient *n, const float *mean_dz, const float *mean_dz_xhat) {
    const v16 scale = load(n->scale), mean = load(n->mean), inverse = load(n->inverse), m0 = load(mean_dz), m1 = load(mean_dz_xhat);
    for (ptrdiff_t i = 0; i < n->voxels; i++) {
        v16 x = load(n->x + i * MK_BLOCK), xhat = (x - mean) * inverse;
        store(n->gradient + i * MK_BLOCK, scale * (gradient_of_z(n, i, x) - m0 - xhat * m1));
    }
}

// The part of a window that lies in the source, from..<to on each axis.
typedef struct { ptrdiff_t from[3], to[3]; } MK_NAME(pool_window);

INLINE MK_NAME(pool_window) window_of(const mk_max_pool *p, ptrdiff_t d, ptrdiff_t h, ptrdiff_t w) {
    const ptrdiff_t at[3] = {d + p->first_depth, h, w};
    MK_NAME(pool_window) window;
    for (int axis = 0; axis < 3; axis++) {
        const ptrdiff_t from = at[axis] * p->stride[axis] - p->padding[axis], to = from + p->size[axis];
        window.from[axis] = from < 0 ? 0 : from;
        window.to[axis] = to < p->source[axis] ? to : p->source[axis];
    }
    return window;
}

INLINE v16 pool_value(const mk_max_pool *p, const mk_format format, ptrdiff_t offset) {
    v16 z = load_as(format, p->x, offset);
    if (p->scale) z = fused(z, load(p->scale), load(p->shift));
    return rectified(z, all(p->slope));
}

#define EACH_VOXEL(window, x)                                                                                            \
    for (ptrdiff_t i = (window).from[0]; i < (window).to[0]; i++)                                                        \
    for (ptrdiff_t j = (window).from[1]; j < (window).to[1]; j++)                                                        \
    for (ptrdiff_t k = (window).from[2], x = ((i * p->source[1] + j) * p->source[2] + k) * MK_BLOCK; k < (window).to[2]; k++, x += MK_BLOCK)

INLINE void pool(const mk_max_pool *p, const mk_format format) {
    float *out = p->out;
    for (ptrdiff_t d = 0; d < p->depth; d++)
    for (ptrdiff_t h = 0; h < p->height; h++)
    for (ptrdiff_t w = 0; w < p->width; w++, out += MK_BLOCK) {
        const MK_NAME(pool_window) window = window_of(p, d, h, w);
        v16 best = all(-__builtin_inff());
        EACH_VOXEL(window, x) {
            v16 value = pool_value(p, format, x);
            best = choose(value > best, value, best);
        }
        store(out, best);
    }
}

static void MK_NAME(mk_f32_max_pool)(const mk_max_pool *p) {
    if (p->format == MK_BF16) pool(p, MK_BF16); else pool(p, MK_F32);
}

static void MK_NAME(mk_f32_max_pool_gradient)(const mk_max_pool *p) {
    const float *gradient = p->out_gradient, *out = p->out;
    for (ptrdiff_t d = 0; d < p->depth; d++)
    for (ptrdiff_t h = 0; h < p->height; h++)
    for (ptrdiff_t w = 0; w < p->width; w++, gradient += MK_BLOCK, out += MK_BLOCK) {
        const MK_NAME(pool_window) window = window_of(p, d, h, w);
        v16 left = load(gradient), best = load(out);
        EACH_VOXEL(window, x) {
            i16 here = pool_value(p, MK_F32, x) == best;
            store(p->x_gradient + x, load(p->x_gradient + x) + choose(here, left, all(0)));
            left = choose(here, all(0), left);
        }
    }
}

INLINE v16 addend(const mk_addend *a, ptrdiff_t i, v16 scale, v16 shift, v16 slope) {
    v16 z = load(a->x + i);
    return rectified(a->scale ? fused(z, scale, shift) : z, slope);
}

static void MK_NAME(mk_f32_add)(const mk_add *s) {
    const mk_addend a = s->a, b = s->b;
    const v16 scale_a = a.scale ? load(a.scale) : all(1), shift_a = a.scale ? load(a.shift) : all(0), slope_a = all(a.slope);
    const v16 scale_b = b.scale ? load(b.scale) : all(1), shift_b = b.scale ? load(b.shift) : all(0), slope_b = all(b.slope);
    for (ptrdiff_t i = 0; i < s->voxels * MK_BLOCK; i += MK_BLOCK)
        store(s->out + i, addend(&a, i, scale_a, shift_a, slope_a) + addend(&b, i, scale_b, shift_b, slope_b));
}

INLINE v16 between(v16 first, v16 second, v16 weight) { return fused(second - first, weight, first); }

static void MK_NAME(mk_f32_resize)(const mk_resize *r) {
    const ptrdiff_t height = r->source[1] * r->factor[1], width = r->source[2] * r->factor[2], row = r->source[2] * MK_BLOCK;
    float *out = r->out;
    for (ptrdiff_t d = r->first_depth; d < r->first_depth + r->depth; d++)
    for (ptrdiff_t h = 0; h < height; h++) {
        const mk_sample plane = mk_sample_at(d, r->factor[0], r->source[0], r->linear), line = mk_sample_at(h, r->factor[1], r->source[1], r->linear);
        const float *x00 = r->x + (plane.first * r->source[1] + line.first) * row, *x01 = r->x + (plane.first * r->source[1] + line.second) * row;
        const float *x10 = r->x + (plane.second * r->source[1] + line.first) * row, *x11 = r->x + (plane.second * r->source[1] + line.second) * row;
        const v16 depth_weight = all(plane.weight), height_weight = all(line.weight);
        for (ptrdiff_t w = 0; w < width; w++, out += MK_BLOCK) {
            const mk_sample voxel = mk_sample_at(w, r->factor[2], r->source[2], r->linear);
            const ptrdiff_t a = voxel.first * MK_BLOCK, b = voxel.second * MK_BLOCK;
            const v16 weight = all(voxel.weight);
            v16 near = between(between(load(x00 + a), load(x00 + b), weight), between(load(x01 + a), load(x01 + b), weight), height_weight);
            if (plane.weight > 0)
                near = between(near, between(between(load(x10 + a), load(x10 + b), weight), between(load(x11 + a), load(x11 + b), weight), height_weight),
                               depth_weight);
            store(out, near);
        }
    }
}

static void MK_NAME(mk_bf16_narrow)(uint16_t *out, const float *x, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i += MK_BLOCK) store_bf16(out + i, load(x + i));
}

static void MK_NAME(mk_f32_add_scaled)(float *y, const float *x, float a, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i += MK_BLOCK) store(y + i, fused(load(x + i), all(a), load(y + i)));
}
