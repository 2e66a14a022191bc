/**
 * The beginning of generated CUDA C. A host compiler may define the names in capitals differently, to run the same
 * source without a GPU.
 */
export const DIALECT = `\
#ifndef HOST_SHIM
#define INLINE __device__ __forceinline__
#define CONSTANT __constant__ const
#define SHARED_MEMORY(type, name) __shared__ type name
#define UNROLLED _Pragma("unroll 4")
#define CLUSTER(blocks) __cluster_dims__(blocks, 1, 1)
#define CLUSTER_BARRIER(blocks) \\
  asm volatile("barrier.cluster.arrive.release;\\n\\tbarrier.cluster.wait.acquire;" ::: "memory")
#define WARP 32
#define SPIN
#define INFINITE __int_as_float(0x7f800000)
#define NOT_A_NUMBER __int_as_float(0x7fffffff)
#endif
`;
