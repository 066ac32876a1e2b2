#ifndef SHOESTRING_CCHILD_H
#define SHOESTRING_CCHILD_H

#include <stdint.h>
#include <sys/types.h>

/// What a child is started with. Texts are owned by the caller and must stay valid during the call.
struct shoestring_child {
  const char *path;         ///< the executable, absolute
  char *const *arguments;   ///< ends with NULL
  char *const *environment; ///< ends with NULL
  const char *folder;       ///< its working folder; NULL keeps the caller's
  int input, output, error; ///< become descriptors 0, 1, 2
  int parent_death_signal;  ///< sent to it when the thread that starts it ends
  int out_of_memory_score;  ///< 0…1000, added to the kernel's choice of whom to kill; 0 leaves it
};

/// Starts a child in a session and process group of its own, with default signals, no core file and no other descriptor than 0, 1, 2.
///
/// Returns 0 and sets `pid`, or an errno with `step` naming the call that failed; then there is no child.
int shoestring_start_child(const struct shoestring_child *child, pid_t *pid, const char **step);

/// A pipe, neither end inherited: 0 and `ends` (reading, writing), or an errno. From then on SIGPIPE does not end the process.
int shoestring_pipe(int *ends);

/// Whether the child has ended: 1 yes, 0 no, -1 with errno. It is not reaped: its number and its group stay taken.
int shoestring_has_ended(pid_t pid);

/// Reaps a child that has ended: its wait status and the largest resident set of the child and of those it waited for, in KiB.
/// Returns 0, or an errno.
int shoestring_reap(pid_t pid, int *status, int64_t *peak_kib);

/// A descriptor that becomes readable when the child ends; -1 where the kernel has none (before Linux 5.3).
int shoestring_open_process(pid_t pid);

/// Whether a wait status is an exit, and its code; otherwise the signal.
int shoestring_exited(int status, int *code);

/// From now on SIGTERM, SIGINT and SIGHUP do not end the process: each one's number is written, one byte, into a pipe whose reading end
/// is returned; -1 with errno. Call it once.
int shoestring_watch_signals(void);

#endif
