// Sixteen voxels of one row at a time; the last of a row go through a vector that is filled up with zeros.

// exp(x) for |x| <= 87 within 2 ulp, NaN for NaN: 2^n · exp(r) with n = x / ln 2 rounded and |r| <= ln 2 / 2, exp(r) by its
// Taylor series to r^7 (its rest is below 2^-27).
INLINE v16 exponential(v16 x) {
    const float rounder = 12582912.0f;                    // 1.5 · 2^23: adding it rounds to a whole number, which its low bits then hold
    v16 whole = fused(x, all(1.44269504f), all(rounder));
    i16 n = (i16)whole - (i16)all(rounder);
    whole -= all(rounder);
    v16 r = fused(whole, all(-0.693359375f), x);          // ln 2 in two parts, the first of 9 bits, so that its products are exact
    r = fused(whole, all(2.12194440e-4f), r);
    v16 y = fused(all(1.0f / 5040), r, all(1.0f / 720));
    y = fused(y, r, all(1.0f / 120));
    y = fused(y, r, all(1.0f / 24));
    y = fused(y, r, all(1.0f / 6));
    y = fused(y, r, all(0.5f));
    y = fused(y, r, all(1));
    y = fused(y, r, all(1));
    return y * (v16)((n + 127) << 23);
}

INLINE v16 probability(v16 logit) {
    v16 x = choose(logit > 87, all(87), choose(logit < -87, all(-87), logit));
    return all(1) / (all(1) + exponential(-x));
}

INLINE v16 load_part(const float *p, ptrdiff_t count) {
    if (count >= MK_BLOCK) return load(p);
    v16 v = all(0);
    memcpy(&v, p, (size_t)count * sizeof *p);
    return v;
}

INLINE void store_part(float *p, v16 v, ptrdiff_t count) {
    if (count >= MK_BLOCK) store(p, v);
    else memcpy(p, &v, (size_t)count * sizeof *p);
}

static void MK_NAME(mk_f32_blend)(const mk_blend *b) {
    for (ptrdiff_t w = 0; w < b->count; w += MK_BLOCK) {
        const ptrdiff_t left = b->count - w;
        v16 weight = load_part(b->profile + w, left) * all(b->factor);
        weight = choose(weight < b->least, all(b->least), weight);
        store_part(b->total + w, load_part(b->total + w, left) + weight, left);
        for (ptrdiff_t c = 0; c < b->channels; c++) {
            float *sum = b->sum + c * b->sum_channel + w;
            store_part(sum, fused(weight, probability(load_part(b->logits + c * b->logits_channel + w, left)), load_part(sum, left)), left);
        }
    }
}
