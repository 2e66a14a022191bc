/** The nearest 32-bit number, with as few digits as needed to restore it. */
export function floatLiteral(x: number): string {
  const single = Math.fround(x);
  if (Number.isNaN(single)) return "NOT_A_NUMBER";
  if (!Number.isFinite(single)) return single > 0 ? "INFINITE" : "-INFINITE";
  let text = String(single);
  for (let digits = 1; digits <= 9; digits++) {
    const shorter = single.toPrecision(digits);
    if (Math.fround(Number(shorter)) !== single) continue;
    text = String(Number(shorter));
    break;
  }
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}
