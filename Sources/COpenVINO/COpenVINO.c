// Everything is in the library; a C target needs one source file.
#include "COpenVINO.h"
