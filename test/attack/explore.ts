import { attack, names } from "./calls.js";
const [first, count] = [Number(process.argv[2] ?? 0), Number(process.argv[3] ?? 500)];
const only = process.argv[4];
const byKey = new Map<string, { n: number; example: string }>();
const t = performance.now();
for (let seed = first; seed < first + count; seed++) {
  const s = performance.now();
  const find = await attack(seed, (n) => /^(GOhm|Hz|kHz|MOhm|mS|ms|mV|nA|nF|nS|pA|pF|second|uA|uF|uS|us|uV|volt|normal|uniform)$/.test(n) || (only !== undefined && !n.startsWith(only)));
  if (performance.now() - s > 2000) console.log("slow", seed, find?.name, performance.now() - s);
  if (!find) continue;
  const key = `${find.name}: ${find.error.split("|").slice(0, 2).join("|").slice(0, 200)}`;
  const at = byKey.get(key);
  if (at) at.n++;
  else byKey.set(key, { n: 1, example: `seed ${find.seed} (${find.args.slice(0, 300)})` });
}
console.log(names.length, "functions", ((performance.now() - t) / 1000).toFixed(1), "s");
for (const [key, { n, example }] of [...byKey].sort()) console.log(`${n}× ${key}\n     ${example}`);
process.exit(0);
