import { LN2_HIGH, LN2_LOW, ROOT_HALF, SERIES } from "../../../random/log.js";

/** The number in 64 bits, with as many digits as restore it. */
const literal = (x: number): string => (/[.e]/.test(String(x)) ? String(x) : `${x}.0`);

/** Every second term of log's series. */
const horner = (start: number): string =>
  SERIES.filter((_, i) => i % 2 === start)
    .map(literal)
    .reduceRight((sum, c) => `__dadd_rn(${c}, __dmul_rn(w, ${sum}))`);

/** Maximum number of threads of a block that draws; each lists the spikes of one step at a time. */
export const MOST_DRAWING = 1024;

/**
 * Draws the Poisson spikes of a source as src/encode/poissonSampler.ts does, operation for operation: in 64 bits,
 * without fused multiply-add. One block for each network. It goes through the steps in windows of as many as it has
 * threads: first each thread draws the spikes of its neurons, as bits, then it lists those of its step.
 */
export const POISSON = `\
// Rates that hold for a number of steps
struct Segment {
  double factor;  // the probability of a spike in a step at 1 Hz
  unsigned key[4], lower, upper;  // address of the random numbers: key, and number of the presentation
  int steps, nothing;
};

// A source's rates in, its spikes out; all but the segments by network
struct Poisson {
  const double* rates;  // in Hz, [segments][neurons]
  const Segment* segments;
  const int* first;  // each network's first segment, [networks + 1]
  int *offsets, *indices;  // [lead + steps + 1], [room]
  unsigned* bits;  // scratch, for each step of a window: [words][threads]
  int *next, *drawn;  // scratch, for each neuron: its next spike, and how many words it has used
  int neurons, lead, steps, room;
};

struct Sums { int of[${MOST_DRAWING}]; };

// Natural logarithm: src/random/log.ts
INLINE double naturalLog(double x) {
  const int k = (__double2hiint(x) - ${ROOT_HALF}) >> 20;
  const double f = __dsub_rn(__dmul_rn(x, __hiloint2double((1023 - k) << 20, 0)), 1.0);
  const double s = __ddiv_rn(f, __dadd_rn(2.0, f));
  const double z = __dmul_rn(s, s), w = __dmul_rn(z, z);
  const double odd = __dmul_rn(z, ${horner(0)});
  const double even = __dmul_rn(w, ${horner(1)});
  const double inner = __dmul_rn(s, __dsub_rn(f, __dadd_rn(odd, even)));
  const double low = __dsub_rn(__dsub_rn(inner, __dmul_rn((double)k, ${literal(LN2_LOW)})), f);
  return __dsub_rn(__dmul_rn((double)k, ${literal(LN2_HIGH)}), low);
}

// Sets the bits of a neuron's spikes in the steps from base to below base + width
INLINE void drawSpikes(const Segment& segment, double rate, int neuron, int base, int width, int& next, int& drawn,
                       unsigned* bits) {
  const double logOfSilence = naturalLog(__dsub_rn(1.0, __dmul_rn(rate, segment.factor)));
  if (logOfSilence == 0.0) return;
  const double scale = __ddiv_rn(1.0, logOfSilence);
  int step = base == 0 ? -1 : next, used = base == 0 ? 0 : drawn;
  unsigned x[4];
  for (bool isFirst = true;; isFirst = false) {
    if (step >= base + width) break;
    if (step >= base) atomicOr(bits + (long long)(neuron / 32) * blockDim.x + step - base, 1u << (neuron % 32));
    if (isFirst || (used & 3) == 0) {
      x[0] = used >> 2; x[1] = neuron; x[2] = segment.lower; x[3] = segment.upper;
      threefry(segment.key[0], segment.key[1], segment.key[2], segment.key[3], x);
    }
    const unsigned word = used & 2 ? (used & 1 ? x[3] : x[2]) : (used & 1 ? x[1] : x[0]);
    const double u = __dmul_rn(__dadd_rn(__uint2double_rn(word), 0.5), ${literal(2 ** -32)});
    const double silent = floor(__dmul_rn(naturalLog(u), scale));
    step = silent < segment.steps ? step + 1 + (int)silent : segment.steps;
    used++;
  }
  next = step;
  drawn = used;
}

extern "C" __global__ void __launch_bounds__(${MOST_DRAWING}) poisson(const Poisson launch) {
  SHARED_MEMORY(Sums, sums);
  const long long network = blockIdx.x;
  const int threads = blockDim.x, thread = threadIdx.x, neurons = launch.neurons, words = (neurons + 31) / 32;
  unsigned* const bits = launch.bits + network * words * threads;
  int* const next = launch.next + network * neurons;
  int* const drawn = launch.drawn + network * neurons;
  int* const offsets = launch.offsets + network * (launch.lead + launch.steps + 1);
  // The host reserves more room than spikes ever need, but no write may depend on that
  const int end = (blockIdx.x + 1) * launch.room;
  int listed = end - launch.room, begun = 0;
  for (int k = thread; k < launch.lead; k += threads) offsets[k] = listed;
  for (int s = launch.first[network]; s < launch.first[network + 1]; s++) {
    const Segment& segment = launch.segments[s];
    for (int base = 0; base < segment.steps; base += threads) {
      const int width = min(threads, segment.steps - base);
      for (int i = thread; i < words * threads; i += threads) bits[i] = 0;
      __syncthreads();
      for (int i = thread; i < neurons; i += threads) {
        const double rate = launch.rates[(long long)s * neurons + i];
        drawSpikes(segment, rate, i, base, width, next[i], drawn[i], bits);
      }
      __syncthreads();
      int count = 0;
      for (int w = 0; w < words; w++) count += __popc(bits[(long long)w * threads + thread]);
      sums.of[thread] = count;
      __syncthreads();
      for (int distance = 1; distance < threads; distance *= 2) {
        const int before = thread < distance ? 0 : sums.of[thread - distance];
        __syncthreads();
        sums.of[thread] += before;
        __syncthreads();
      }
      int at = min(listed + sums.of[thread] - count, end);
      if (thread < width) offsets[launch.lead + begun + base + thread] = at;
      for (int w = 0; w < words; w++) {
        unsigned word = bits[(long long)w * threads + thread];
        for (; word != 0 && at < end; word &= word - 1) launch.indices[at++] = 32 * w + __ffs(word) - 1;
      }
      listed = min(listed + sums.of[threads - 1], end);
      __syncthreads();
    }
    begun += segment.steps;
  }
  for (int k = begun + thread; k <= launch.steps; k += threads) offsets[launch.lead + k] = listed;
}
`;
