// Each instruction set overwrites the entries of the table that it has kernels for.
#include "CKernels.h"

void mk_fill_table__scalar(mk_kernels *table);
void mk_fill_table__avx2(mk_kernels *table);
void mk_fill_table__avx512(mk_kernels *table);
