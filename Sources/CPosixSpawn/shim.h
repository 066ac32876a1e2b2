// Two extensions of posix_spawn that glibc hides behind _GNU_SOURCE, which Swift's importer does not set. Declared as in
// glibc 2.34's spawn.h (addclosefrom since 2.34, addchdir since 2.29); musl has addchdir only.
#ifndef SHOESTRING_CPOSIXSPAWN_SHIM_H
#define SHOESTRING_CPOSIXSPAWN_SHIM_H

#include <spawn.h>

extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// POSIX_SPAWN_SETSID, hidden likewise.
enum { SHOESTRING_SPAWN_SETSID = 0x80 };

#endif
