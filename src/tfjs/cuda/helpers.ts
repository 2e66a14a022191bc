/** Functions of C that kernels may call, with JavaScript's meaning where C has another or none. */
export const HELPERS = `
// NaN where either is NaN
INLINE float maximum(float a, float b) { return a != a || a > b ? a : b; }
INLINE float minimum(float a, float b) { return a != a || a < b ? a : b; }
INLINE int maximum(int a, int b) { return a > b ? a : b; }
INLINE int minimum(int a, int b) { return a < b ? a : b; }

// Toward 0, modulo 2^32; 0 for what is not finite
INLINE int toInt(float x) {
  if (fabsf(x) < 2147483648.0f) return (int)x;
  const float rest = fmodf(truncf(x), 4294967296.0f);
  return rest != rest ? 0 : (int)(unsigned)(long long)rest;
}

INLINE int quotient(int a, int b) { return b == 0 ? 0 : b == -1 ? (int)(0u - (unsigned)a) : a / b; }
INLINE int remainderOf(int a, int b) { return b == 0 || b == -1 ? 0 : a % b; }
INLINE int floorQuotient(int a, int b) {
  const int q = quotient(a, b);
  return remainderOf(a, b) != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}
// With the sign of the divisor
INLINE int modulo(int a, int b) {
  const int rest = remainderOf(a, b);
  return (a < 0) == (b < 0) ? rest : remainderOf((int)((unsigned)rest + (unsigned)b), b);
}
INLINE float modulo(float a, float b) {
  const float rest = fmodf(a, b);
  return (a < 0.0f && b < 0.0f) || (a >= 0.0f && b >= 0.0f) ? rest : fmodf(rest + b, b);
}

// As Math.pow, which is NaN for 1 to a power that is not finite
INLINE float power(float a, float b) {
  return b != b || (fabsf(a) == 1.0f && fabsf(b) == INFINITE) ? NOT_A_NUMBER : powf(a, b);
}
INLINE int power(int a, int b) { return (int)pow((double)a, (double)b); }
`;
