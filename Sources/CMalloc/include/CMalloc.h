// The door to glibc's allocator, of which Swift's Glibc module shows only malloc and free.
#pragma once

#include <malloc.h>
