// The OpenMP runtime's entry points (libgomp), by which Swift shares one thread team with oneDNN
// and OpenBLAS. Declared here because clang's own omp.h describes another runtime.
#pragma once

#pragma clang assume_nonnull begin

void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
int omp_get_max_threads(void);
void omp_set_num_threads(int threads);

#pragma clang assume_nonnull end
