// The kernels' C face: pointers, counts, strides. Nothing here allocates, owns or does I/O.
//
// Feature maps lie in blocked layout [C/16, D, H, W, 16]; a kernel works on one block at a time (or on consecutive output
// blocks). They are float32 where nothing else is said. Strides count numbers. Channels that fill up the last block are zero.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { MK_BLOCK = 16 };

// How a feature map's numbers are stored. A bfloat16 is the upper half of a float32, rounded to nearest, ties to even.
typedef enum { MK_F32 = 0, MK_BF16 = 1 } mk_format;

// Copies a box of one block into a slab, zero where the box leaves the source, applying
// lrelu(x * scale + shift) per channel on the way. `lanes` floats per voxel: 16, or 1 for a plain image.
typedef struct {
    const void *source;                                   // [depth, height, width, lanes]; 16 lanes if bfloat16
    mk_format format;
    ptrdiff_t depth, height, width, lanes;
    ptrdiff_t first_depth, first_height, first_width;     // source coordinates of the slab's first voxel, may be negative
    float *slab;                                          // [slab_depth, slab_height, slab_width, lanes]
    ptrdiff_t slab_depth, slab_height, slab_width;
    const float *scale, *shift;                           // [lanes] each, or both NULL
    float slope;                                          // negative slope of the activation; 1 for none
} mk_fill;

// The window of a convolution over a slab: output voxel (d, h, w) reads slab voxels
// (d * stride + k * dilation) for k < kernel, on each axis [depth, height, width].
typedef struct {
    const float *slab;
    ptrdiff_t lanes, slab_row, slab_plane;
    ptrdiff_t channels;                                   // channels of the slab's voxels that are read, at most lanes
    ptrdiff_t kernel[3], stride[3], dilation[3];
    ptrdiff_t depth, height, width;                       // output voxels
} mk_window;

// out[b, p, o] = start + sum over taps k and channels i of slab[p, k, i] * weights[b, k, i, o], start being
// initial[b, o], or what `out` holds when initial is NULL.
typedef struct {
    mk_window window;
    const float *weights;                                 // [blocks][kd, kh, kw, channels, 16]
    ptrdiff_t weights_block;
    const float *initial;                                 // [blocks][16] or NULL
    float *out;
    ptrdiff_t out_voxel, out_row, out_plane, out_block;
    ptrdiff_t blocks;
} mk_convolve;

// weights[b, k, i, o] += sum over p of slab[p, k, i] * gradient[b, p, o].
typedef struct {
    mk_window window;
    const float *gradient;
    ptrdiff_t gradient_voxel, gradient_row, gradient_plane, gradient_block;
    ptrdiff_t blocks;
    float *weights;                                       // [blocks][kd, kh, kw, channels, 16]
    ptrdiff_t weights_block;
} mk_convolve_weight_gradient;

// The instance-norm and leaky ReLU behind one block x: a = lrelu(z), z = scale * x + shift, xhat = (x - mean) * inverse.
typedef struct {
    const float *x;                                       // [voxels, 16], the normalisation's input
    float *gradient;                                      // [voxels, 16], of a; replaced where a kernel says so
    ptrdiff_t voxels;
    const float *scale, *shift, *mean, *inverse;          // [16] each
    float slope;
} mk_norm_gradient;

// Largest value of lrelu(x * scale + shift) in windows of size[3], `stride` apart; the first begins `padding` before the source.
// What a window holds beyond the source does not count.
typedef struct {
    const void *x;                                        // [source, 16]
    mk_format format;                                     // of x; float32 for the gradient
    ptrdiff_t source[3], size[3], stride[3], padding[3];
    const float *scale, *shift;
    float slope;
    ptrdiff_t first_depth;                                // the window that output plane 0 belongs to
    ptrdiff_t depth, height, width;                       // output voxels
    float *out;                                           // [depth, height, width, 16]; read by the gradient
    const float *out_gradient;                            // gradient only
    float *x_gradient;                                    // gradient only: added to, at the first largest value of each window
} mk_max_pool;

// out = lrelu(a * scale + shift) + the same of b; scale and shift [16] each, or both NULL.
typedef struct {
    const float *x, *scale, *shift;                       // x [voxels, 16]
    float slope;
} mk_addend;

typedef struct {
    mk_addend a, b;
    float *out;                                           // [voxels, 16]; may be a's or b's x
    ptrdiff_t voxels;
} mk_add;

// Enlarges one block by whole factors, voxel centres in place: output o lies at (o + 1/2) / factor - 1/2 of the source.
typedef struct {
    const float *x;                                       // [source, 16]
    ptrdiff_t source[3], factor[3];
    int linear;                                           // between centres linearly; else the nearest
    ptrdiff_t first_depth, depth;                         // output planes that are written
    float *out;                                           // [depth, source[1] * factor[1], source[2] * factor[2], 16]
} mk_resize;

// Winograd's F(4×4, 3×3) over height and width. A tile is 6 × 6 inputs and 4 × 4 outputs; its transform is a number at each
// of 36 points, at which a convolution is a product. One plane has rows × columns tiles.
typedef struct {
    const float *slab;                                    // [4 * rows + 2, 4 * columns + 2, 16]
    ptrdiff_t slab_row;
    ptrdiff_t rows, columns;
    float *points;                                        // [36][rows, columns][16]
} mk_winograd_input;

typedef struct {
    const float *points;                                  // [36][rows, columns][16]
    ptrdiff_t rows, columns;
    const float *initial;                                 // [16], added to every output; NULL to add to what `out` holds
    float *out;
    ptrdiff_t out_row, height, width;                     // output voxels, at most 4 * rows and 4 * columns
    double *sums;                                         // [2][16], added to as by box_sums; or NULL
} mk_winograd_output;

// Adds the probabilities 1 / (1 + exp(-logit)) of a row of voxels, weighted, to what neighbouring tiles gave:
// sum[c, w] += weight * probability and total[w] += weight, with weight = max(factor * profile[w], least).
typedef struct {
    const float *logits;                                  // [channels][count]
    ptrdiff_t logits_channel;
    float *sum;                                           // [channels][count]
    ptrdiff_t sum_channel;
    float *total;                                         // [count]
    const float *profile;                                 // [count]
    float factor, least;
    ptrdiff_t channels, count;
} mk_blend;

// The finite points other than 0 are ±A and ±B.
#define MK_WINOGRAD_A 0.70710678118654752f
#define MK_WINOGRAD_B 1.41421356237309505f

typedef struct {
    const char *isa;
    void (*fill)(const mk_fill *);
    void (*convolve)(const mk_convolve *);
    void (*convolve_weight_gradient)(const mk_convolve_weight_gradient *);
    void (*winograd_input)(const mk_winograd_input *);
    void (*winograd_output)(const mk_winograd_output *);
    // The points of 4 × 4 gradients of outputs, from a slab [4 * rows, 4 * columns, 16]: what winograd_output's transpose makes of them.
    void (*winograd_gradient)(const mk_winograd_input *);
    // sum and sum of squares over the box [depth, height, width] of a block, added to sums[2][16].
    void (*box_sums)(const float *x, ptrdiff_t row, ptrdiff_t plane, ptrdiff_t depth, ptrdiff_t height, ptrdiff_t width, double *sums);
    // sum of dz and of dz * xhat, added to sums[2][16], where dz = gradient of z.
    void (*norm_gradient_sums)(const mk_norm_gradient *, double *sums);
    // gradient <- scale * (dz - mean_dz - xhat * mean_dz_xhat).
    void (*norm_gradient_apply)(const mk_norm_gradient *, const float *mean_dz, const float *mean_dz_xhat);
    void (*max_pool)(const mk_max_pool *);
    void (*max_pool_gradient)(const mk_max_pool *);
    void (*blend)(const mk_blend *);
    void (*add)(const mk_add *);
    void (*resize)(const mk_resize *);
    // out = x as bfloat16, over count numbers, a multiple of 16.
    void (*narrow)(uint16_t *out, const float *x, ptrdiff_t count);
    // y += a * x over count floats, a multiple of 16.
    void (*add_scaled)(float *y, const float *x, float a, ptrdiff_t count);
} mk_kernels;

typedef enum { MK_SCALAR = 0, MK_AVX2 = 1, MK_AVX512 = 2 } mk_isa;

// The best instruction set that both the processor and the operating system support.
mk_isa mk_best_isa(void);

// The kernels for an instruction set, which must not exceed mk_best_isa().
mk_kernels mk_kernels_for(mk_isa isa);

#endif
