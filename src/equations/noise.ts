import { type Expr, namesIn } from "./ast.js";
import { isNoise } from "./draws.js";
import { linearIn } from "./linear.js";

/** A term amplitude·ξ of a rate. */
export interface NoiseTerm {
  readonly source: string;
  readonly amplitude: Expr;
}

/**
 * Splits a rate into drift + Σ amplitude·ξ, with no ξ in the drift or the amplitudes. Returns the name of a ξ that
 * prevents this.
 */
export function splitNoise(rate: Expr): { readonly drift: Expr; readonly terms: readonly NoiseTerm[] } | string {
  const terms: NoiseTerm[] = [];
  let drift = rate;
  for (const source of [...namesIn(rate)].filter(isNoise)) {
    const form = linearIn(drift, source);
    if (!form || [...namesIn(form.slope)].some(isNoise)) return source;
    terms.push({ source, amplitude: form.slope });
    drift = form.constant;
  }
  return { drift, terms };
}
