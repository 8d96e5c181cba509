// Each instruction set overwrites the entries of the table that it has kernels for.
#include "CKernels.h"

// The scalar kernels that stand in files of their own.
void mk_f32_blend__scalar(const mk_blend *);

void mk_fill_table__scalar(mk_kernels *table);
void mk_fill_table__avx2(mk_kernels *table);
void mk_fill_table__avx512(mk_kernels *table);
