// Where an enlarged image lies between the voxels of its source.
#ifndef SAMPLING_H
#define SAMPLING_H

#include <stddef.h>

// The two source voxels around output voxel o, and the weight of the second.
typedef struct {
    ptrdiff_t first, second;
    float weight;
} mk_sample;

static inline mk_sample mk_sample_at(ptrdiff_t o, ptrdiff_t factor, ptrdiff_t length, int linear) {
    const ptrdiff_t voxel = o / factor;
    if (!linear) return (mk_sample){voxel, voxel, 0};
    // In units of 1 / (2 * factor): the place of the centre from the centre of its voxel.
    const ptrdiff_t offset = 2 * (o % factor) + 1 - factor;
    const ptrdiff_t first = offset < 0 ? voxel - 1 : voxel;
    const float weight = (float)(offset < 0 ? offset + 2 * factor : offset) / (float)(2 * factor);
    if (first < 0) return (mk_sample){0, 0, 0};
    return (mk_sample){first, first + 1 < length ? first + 1 : first, weight};
}

#endif
