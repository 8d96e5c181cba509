// Everything that touches each voxel once or twice: bound by memory, one vector per voxel and block.

INLINE void fill_voxels(float *slab, const float *source, ptrdiff_t count, v16 scale, v16 shift, v16 slope) {
    for (ptrdiff_t i = 0; i < count; i++) store(slab + i * MK_BLOCK, rectified(fused(load(source + i * MK_BLOCK), scale, shift), slope));
}

static void fill_row(const mk_fill *f, float *slab, const float *source, ptrdiff_t count) {
    if (f->scale && f->lanes == MK_BLOCK) {
        fill_voxels(slab, source, count, load(f->scale), load(f->shift), all(f->slope));
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
        fill_row(f, slab + (from - f->first_width) * lanes, f->source + ((d * f->height + h) * f->width + from) * lanes, to - from);
        zero(slab + (to - f->first_width) * lanes, (last - to) * lanes);
    }
}

INLINE void add_to_sums(double *sums, v16 a, v16 b) {
    for (int lane = 0; lane < MK_BLOCK; lane++) {
        sums[lane] += a[lane];
        sums[MK_BLOCK + lane] += b[lane];
    }
}

// Sums run in float along one row and in double across rows.
static void MK_NAME(mk_f32_box_sums)(const float *x, ptrdiff_t row, ptrdiff_t plane, ptrdiff_t depth, ptrdiff_t height, ptrdiff_t width, double *sums) {
    for (ptrdiff_t d = 0; d < depth; d++)
    for (ptrdiff_t h = 0; h < height; h++) {
        const float *p = x + d * plane + h * row;
        v16 sum = all(0), squares = all(0);
        for (ptrdiff_t w = 0; w < width; w++) {
            v16 value = load(p + w * MK_BLOCK);
            sum += value;
            squares = fused(value, value, squares);
        }
        add_to_sums(sums, sum, squares);
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

// The offset in x of the n-th voxel of the window behind output voxel (d, h, w).
INLINE ptrdiff_t window_voxel(const mk_max_pool *p, ptrdiff_t d, ptrdiff_t h, ptrdiff_t w, ptrdiff_t n) {
    const ptrdiff_t *size = p->size, plane = size[1] * size[2];
    d = d * size[0] + n / plane;
    h = h * size[1] + n % plane / size[2];
    w = w * size[2] + n % size[2];
    return ((d * p->height * size[1] + h) * p->width * size[2] + w) * MK_BLOCK;
}

INLINE ptrdiff_t window_voxels(const mk_max_pool *p) { return p->size[0] * p->size[1] * p->size[2]; }

INLINE v16 pool_value(const mk_max_pool *p, ptrdiff_t offset) {
    v16 z = load(p->x + offset);
    if (p->scale) z = fused(z, load(p->scale), load(p->shift));
    return rectified(z, all(p->slope));
}

static void MK_NAME(mk_f32_max_pool)(const mk_max_pool *p) {
    float *out = p->out;
    for (ptrdiff_t d = 0; d < p->depth; d++)
    for (ptrdiff_t h = 0; h < p->height; h++)
    for (ptrdiff_t w = 0; w < p->width; w++, out += MK_BLOCK) {
        v16 best = all(-__builtin_inff());
        for (ptrdiff_t n = 0; n < window_voxels(p); n++) {
            v16 value = pool_value(p, window_voxel(p, d, h, w, n));
            best = choose(value > best, value, best);
        }
        store(out, best);
    }
}

static void MK_NAME(mk_f32_max_pool_gradient)(const mk_max_pool *p) {
    const float *gradient = p->out_gradient, *out = p->out;
    for (ptrdiff_t d = 0; d < p->depth; d++)
    for (ptrdiff_t h = 0; h < p->height; h++)
    for (ptrdiff_t w = 0; w < p->width; w++, gradient += MK_BLOCK, out += MK_BLOCK) {
        v16 left = load(gradient), best = load(out);
        for (ptrdiff_t n = 0; n < window_voxels(p); n++) {
            const ptrdiff_t x = window_voxel(p, d, h, w, n);
            i16 here = pool_value(p, x) == best;
            store(p->x_gradient + x, load(p->x_gradient + x) + choose(here, left, all(0)));
            left = choose(here, all(0), left);
        }
    }
}

static void MK_NAME(mk_f32_add_scaled)(float *y, const float *x, float a, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i += MK_BLOCK) store(y + i, fused(load(x + i), all(a), load(y + i)));
}
