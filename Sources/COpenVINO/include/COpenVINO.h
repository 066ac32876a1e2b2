// OpenVINO's own C API, from the wheel that `make setup` puts below .deps/openvino.
#pragma once

#if __has_include(<openvino/c/openvino.h>)
#include <openvino/c/openvino.h>
#else
#error "OpenVINO is missing: run 'make setup'"
#endif
