// zlib as Swift sees it. Include paths come from pkg-config (zlib.pc, package zlib1g-dev), so no path is written here.
#ifndef SHOESTRING_CZLIB_SHIM_H
#define SHOESTRING_CZLIB_SHIM_H

#include <zlib.h>

#endif
