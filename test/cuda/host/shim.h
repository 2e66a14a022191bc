// What the generated CUDA C needs to be compiled by a host compiler. Included before it by the stand-in for NVRTC; the
// stand-in for the driver runs each thread as a fiber, in an order that changes from launch to launch.
#ifndef SHIM_H
#define SHIM_H
#include <cmath>
#include <cstddef>

struct ShimIndex {
  unsigned x, y, z;
};

struct ShimThread {
  ShimIndex thread, block, threads, blocks;
};

// What a thread asks of the scheduler.
struct ShimCalls {
  void (*blockBarrier)();
  void (*clusterBarrier)(unsigned blocks);
  void (*yield)();
  int (*exchange)(int value, unsigned warp, int lane);
  void *(*shared)(std::size_t bytes);
};

extern "C" {
ShimThread *shimThread;
ShimCalls shimCalls;
}

#define HOST_SHIM
#ifndef WARP
#define WARP 4
#endif
#define INLINE static inline
#define CONSTANT static const
#define SHARED_MEMORY(type, name) type &name = *static_cast<type *>(shimCalls.shared(sizeof(type)))
#define UNROLLED
#define SPIN shimCalls.yield()
#define CLUSTER(blocks)
#define CLUSTER_BARRIER(blocks) shimCalls.clusterBarrier(blocks)
#define INFINITE HUGE_VALF
#define NOT_A_NUMBER NAN
#define __global__
#define __launch_bounds__(threads)
#define threadIdx (shimThread->thread)
#define blockIdx (shimThread->block)
#define blockDim (shimThread->threads)
#define gridDim (shimThread->blocks)

inline void __syncthreads() { shimCalls.blockBarrier(); }
inline void __threadfence() {}
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float x) { return sqrtf(x); }
inline double __dadd_rn(double a, double b) { return a + b; }
inline double __dsub_rn(double a, double b) { return a - b; }
inline double __dmul_rn(double a, double b) { return a * b; }
inline double __ddiv_rn(double a, double b) { return a / b; }
inline double __uint2double_rn(unsigned x) { return static_cast<double>(x); }
inline int __double2hiint(double x) {
  long long bits;
  __builtin_memcpy(&bits, &x, sizeof(bits));
  return static_cast<int>(bits >> 32);
}
inline double __hiloint2double(int high, int low) {
  const long long bits = static_cast<long long>(high) * 4294967296LL + static_cast<unsigned>(low);
  double x;
  __builtin_memcpy(&x, &bits, sizeof(x));
  return x;
}
inline float __uint2float_rn(unsigned x) { return static_cast<float>(x); }
inline float __int2float_rn(int x) { return static_cast<float>(x); }
inline int __float_as_int(float x) {
  int bits;
  __builtin_memcpy(&bits, &x, sizeof(bits));
  return bits;
}
inline float __int_as_float(int bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof(x));
  return x;
}
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __ffs(unsigned x) { return __builtin_ffs(static_cast<int>(x)); }
inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }
inline unsigned max(unsigned a, unsigned b) { return a > b ? a : b; }
inline unsigned atomicOr(unsigned *at, unsigned bits) {
  const unsigned old = *at;
  *at |= bits;
  return old;
}
inline int atomicMax(int *at, int x) {
  const int old = *at;
  if (x > old) *at = x;
  return old;
}
inline unsigned atomicAnd(unsigned *at, unsigned bits) {
  const unsigned old = *at;
  *at &= bits;
  return old;
}
inline unsigned atomicAdd(unsigned *at, unsigned x) {
  const unsigned old = *at;
  *at += x;
  return old;
}
inline int __shfl_sync(unsigned, int value, int lane) { return shimCalls.exchange(value, WARP, lane); }
inline int __shfl_up_sync(unsigned, int value, int distance) {
  const int lane = static_cast<int>(threadIdx.x % WARP);
  return shimCalls.exchange(value, WARP, lane < distance ? lane : lane - distance);
}

#endif
