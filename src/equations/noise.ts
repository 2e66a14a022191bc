import { type Expr, namesIn } from "./ast.js";
import { isNoise } from "./draws.js";
import { linearIn } from "./linear.js";

/** A term amplitude·ξ of a rate. */
export interface NoiseTerm {
  readonly source: string;
  readonly amplitude: Expr;
}

/** A rate as drift + Σ amplitude·ξ, in which no ξ stands in drift and amplitudes; or the name of a ξ that stands otherwise. */
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
