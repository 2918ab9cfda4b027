#define _GNU_SOURCE
#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WB_SANITIZED 1
#endif
#endif

// While one pipe's writing end is open in the parent, no other child may be forked: it would keep the end open.
static pthread_mutex_t forking = PTHREAD_MUTEX_INITIALIZER;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void limit(int resource, rlim_t value) {
    struct rlimit current;
    if (getrlimit(resource, &current) != 0) return;
    if (current.rlim_max != RLIM_INFINITY && value > current.rlim_max) value = current.rlim_max;
    current.rlim_cur = current.rlim_max = value;
    setrlimit(resource, &current);
}

#ifndef WB_SANITIZED
static size_t address_space(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}
#endif

static void confine(wb_isolation_limits limits, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    // The parent's handlers are Swift's or the user's; here a signal ends the process.
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, (rlim_t)ceil(limits.cpu_seconds) + 1);
#ifndef WB_SANITIZED
    // AddressSanitizer reserves terabytes, and its reports are wanted.
    size_t used = address_space();
    if (used) limit(RLIMIT_AS, used + limits.memory);
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere >= 0) {
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
    }
#endif
#ifdef M_PERTURB
    // A library that returns memory it never wrote shall at least return the same each time: zeros.
    mallopt(M_PERTURB, 0xFF);
#endif
    struct itimerval timer = {{0, 0}, {(time_t)limits.cpu_seconds, 0}};
    timer.it_value.tv_usec = (suseconds_t)((limits.cpu_seconds - floor(limits.cpu_seconds)) * 1e6);
    if (timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0) timer.it_value.tv_usec = 1;
    setitimer(ITIMER_PROF, &timer, NULL);
}

// Forks; returns the child and the reading end of its pipe, or -1 with errno.
static pid_t start(int (*body)(const void *, int), const void *context, wb_isolation_limits limits, int *input) {
    int ends[2];
    pthread_mutex_lock(&forking);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        pthread_mutex_unlock(&forking);
        return -1;
    }
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        confine(limits, parent);
        _exit(body(context, ends[1]));
    }
    int error = errno;
    close(ends[1]);
    pthread_mutex_unlock(&forking);
    if (child < 0) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    *input = ends[0];
    return child;
}

// Reads to the end of the pipe. DONE, TIMED_OUT or TOO_LARGE.
static wb_isolation_outcome collect(int input, double deadline, size_t most, wb_isolated_result *result) {
    size_t capacity = 0;
    for (;;) {
        double left = deadline - now();
        if (left <= 0) return WB_ISOLATED_TIMED_OUT;
        struct pollfd waiting = {input, POLLIN, 0};
        int ready = poll(&waiting, 1, (int)fmin(left * 1000 + 1, 60000));
        if (ready <= 0) continue;
        if (result->count == capacity) {
            if (capacity > most) return WB_ISOLATED_TOO_LARGE;
            capacity = capacity ? 2 * capacity : 1 << 16;
            uint8_t *larger = realloc(result->bytes, capacity);
            if (!larger) return WB_ISOLATED_TOO_LARGE;
            result->bytes = larger;
        }
        ssize_t count = read(input, result->bytes + result->count, capacity - result->count);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return result->count > most ? WB_ISOLATED_TOO_LARGE : WB_ISOLATED_DONE;
        result->count += (size_t)count;
    }
}

// Waits for the child's end, killing it at once or at the deadline; false where it had to be killed.
static int reap(pid_t child, int kills, double deadline, int *status) {
    int ended = !kills;
    if (kills) kill(child, SIGKILL);
    while (!kills) {
        pid_t found = waitpid(child, status, WNOHANG);
        if (found == child || (found < 0 && errno != EINTR)) return 1;
        if (now() >= deadline) {
            kill(child, SIGKILL);
            ended = 0;
            break;
        }
        struct timespec pause = {0, 200000};
        nanosleep(&pause, NULL);
    }
    while (waitpid(child, status, 0) < 0 && errno == EINTR) {
    }
    return ended;
}

wb_isolated_result wb_isolated(int (*body)(const void *context, int output), const void *context,
                               wb_isolation_limits limits) {
    wb_isolated_result result = {WB_ISOLATED_NO_CHILD, 0, NULL, 0};
    int input = -1;
    pid_t child = start(body, context, limits, &input);
    if (child < 0) {
        result.detail = errno;
        return result;
    }
    double deadline = now() + limits.wall_seconds;
    int status = 0;
    result.outcome = collect(input, deadline, limits.output, &result);
    close(input);
    int ended = reap(child, result.outcome != WB_ISOLATED_DONE, deadline, &status);
    if (result.outcome == WB_ISOLATED_DONE) {
        if (!ended) {
            result.outcome = WB_ISOLATED_TIMED_OUT;
        } else if (WIFSIGNALED(status)) {
            result.detail = WTERMSIG(status);
            int timed = result.detail == SIGPROF || result.detail == SIGXCPU;
            result.outcome = timed ? WB_ISOLATED_TIMED_OUT : WB_ISOLATED_CRASHED;
        } else if (WEXITSTATUS(status) != 0) {
            result.detail = WEXITSTATUS(status);
            result.outcome = WB_ISOLATED_FAILED;
        }
    }
    if (result.outcome != WB_ISOLATED_DONE) {
        free(result.bytes);
        result.bytes = NULL;
        result.count = 0;
    }
    return result;
}

void wb_isolated_free(wb_isolated_result result) { free(result.bytes); }
