// libpq as Swift sees it. Include paths come from pkg-config (libpq.pc, package libpq-dev), so no path is written here.
#ifndef SHOESTRING_CLIBPQ_SHIM_H
#define SHOESTRING_CLIBPQ_SHIM_H

#include <libpq-fe.h>

#if !defined(LIBPQ_HAS_PIPELINING)
#error "libpq 14 or newer is needed: sessions use its pipeline mode (install libpq-dev of PostgreSQL 14 or newer)"
#endif

#endif
