#include "kernels.h"

#if defined(__x86_64__)
int wb_supports_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
int wb_supports_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}
#else
int wb_supports_avx2(void) { return 0; }
int wb_supports_avx512(void) { return 0; }
#endif
