#define _GNU_SOURCE
#include "CChild.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum step { STEP_SESSION, STEP_DEATH, STEP_FOLDER, STEP_DESCRIPTORS, STEP_EXECUTE };
static const char *const step_names[] = {"setsid", "prctl", "chdir", "dup2", "execve"};

struct trouble {
  int code;
  int step;
};

// Everything below runs between fork and execve in a copy of a process with several threads: only functions that POSIX lists as safe
// in a signal handler, and no allocation.

static void die(int report, int step) {
  struct trouble trouble = {errno, step};
  ssize_t written = write(report, &trouble, sizeof trouble);
  _exit(written == sizeof trouble ? 127 : 126);
}

static void reset_signals(void) {
  struct sigaction standard;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < 65; number++) sigaction(number, &standard, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void raise_score(int score) {
  // Raising one's own score needs no right; where it does not work the kernel's choice is merely less good.
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  char text[8];
  int length = 0;
  char digits[8];
  int count = 0;
  for (int rest = score; rest > 0 && count < 7; rest /= 10) digits[count++] = (char)('0' + rest % 10);
  while (count > 0) text[length++] = digits[--count];
  if (write(file, text, (size_t)length) < 0) { /* see above */
  }
  close(file);
}

static int place_descriptors(const struct shoestring_child *child, int *report) {
  // Above 2 first, so that no dup2 runs over a descriptor that is still needed.
  int given[3] = {child->input, child->output, child->error};
  for (int i = 0; i < 3; i++) {
    given[i] = fcntl(given[i], F_DUPFD, 4);
    if (given[i] < 0) return -1;
  }
  if (*report != 3) {
    if (dup3(*report, 3, O_CLOEXEC) < 0) return -1;
    *report = 3;
  }
  for (int i = 0; i < 3; i++) {
    if (dup2(given[i], i) < 0) return -1;
  }
  if (syscall(SYS_close_range, 4u, ~0u, 0u) != 0) {
    for (int descriptor = 4; descriptor < 65536; descriptor++) close(descriptor);
  }
  return 0;
}

static void become(const struct shoestring_child *child, pid_t parent, int report) {
  reset_signals();
  if (setsid() < 0) die(report, STEP_SESSION);
  if (child->parent_death_signal != 0) {
    if (prctl(PR_SET_PDEATHSIG, child->parent_death_signal, 0, 0, 0) != 0) die(report, STEP_DEATH);
    if (getppid() != parent) _exit(126); // it died before the line above
  }
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  if (child->out_of_memory_score > 0) raise_score(child->out_of_memory_score);
  if (child->folder && chdir(child->folder) != 0) die(report, STEP_FOLDER);
  if (place_descriptors(child, &report) != 0) die(report, STEP_DESCRIPTORS);
  execve(child->path, child->arguments, child->environment);
  die(report, STEP_EXECUTE);
}

int shoestring_start_child(const struct shoestring_child *child, pid_t *pid, const char **step) {
  int report[2];
  *step = "pipe2";
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  // Signals that arrive between fork and the reset must not run this process's handlers in the copy.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pid_t started = fork();
  int code = errno;
  if (started == 0) {
    become(child, parent, report[1]);
    _exit(126);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  *step = "fork";
  if (started < 0) {
    close(report[0]);
    return code;
  }
  struct trouble trouble;
  ssize_t count;
  do count = read(report[0], &trouble, sizeof trouble);
  while (count < 0 && errno == EINTR);
  close(report[0]);
  if (count == 0) { // closed by a successful execve
    *pid = started;
    return 0;
  }
  int status;
  while (waitpid(started, &status, 0) < 0 && errno == EINTR) {
  }
  if (count != sizeof trouble) return EPIPE;
  *step = step_names[trouble.step];
  return trouble.code;
}

int shoestring_pipe(int *ends) {
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  // What is written for a child that does not read is an error of `write`, and not the end of whoever feeds it.
  signal(SIGPIPE, SIG_IGN);
  return 0;
}

int shoestring_has_ended(pid_t pid) {
  siginfo_t info;
  memset(&info, 0, sizeof info);
  if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return -1;
  return info.si_pid == pid ? 1 : 0;
}

int shoestring_reap(pid_t pid, int *status, int64_t *peak_kib) {
  struct rusage usage;
  pid_t reaped;
  do reaped = wait4(pid, status, 0, &usage);
  while (reaped < 0 && errno == EINTR);
  if (reaped != pid) return errno;
  *peak_kib = usage.ru_maxrss;
  return 0;
}

int shoestring_open_process(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int shoestring_exited(int status, int *code) {
  if (WIFEXITED(status)) {
    *code = WEXITSTATUS(status);
    return 1;
  }
  *code = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return 0;
}

static int signal_pipe = -1;

static void pass_signal(int number) {
  int before = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe has signals enough to be read.
  ssize_t written = write(signal_pipe, &byte, 1);
  (void)written;
  errno = before;
}

int shoestring_watch_signals(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  signal_pipe = ends[1];
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = pass_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    if (sigaction(numbers[i], &action, NULL) != 0) return -1;
  }
  return ends[0];
}
