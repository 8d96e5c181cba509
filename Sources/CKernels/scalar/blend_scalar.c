#include <math.h>
#include "../table.h"

void mk_f32_blend__scalar(const mk_blend *b) {
    for (ptrdiff_t w = 0; w < b->count; w++) {
        float weight = b->factor * b->profile[w];
        if (weight < b->least) weight = b->least;
        b->total[w] += weight;
        for (ptrdiff_t c = 0; c < b->channels; c++)
            b->sum[c * b->sum_channel + w] += weight * (1 / (1 + expf(-b->logits[c * b->logits_channel + w])));
    }
}
