#include "znzlib.h"
#include <nifti/nifti2_io.h>
