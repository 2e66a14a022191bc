/** A whole number with separators, `60,000`; the first `toLocaleString` of a process would take some 15 ms. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
