import { INHIBITION } from "../catalog/networks/lmSnn.js";
import { checkName } from "../check/names.js";
import type { EthNumberName, EthNumbers } from "./ethNumbers.js";

const DIRECT = ["neurons", "inhibition", "inhibitionProbability"] as const;

/**
 * The networks by name: the numbers of the "Network" group that each uses besides those that all use, and presets that
 * differ from those of the first.
 */
const NETWORKS = {
  diehlCook2015: { own: ["excitation", ...DIRECT], presets: {} },
  diehlCookV2: { own: DIRECT, presets: {} },
  lmSnn: { own: ["neurons", "inhibition", "maxInhibition"], presets: { inhibition: INHIBITION } },
  locallyConnected: { own: ["inhibition", "filters", "size", "stride"], presets: {} },
  twoLayer: { own: ["neurons"], presets: {} },
} as const satisfies Readonly<
  Record<string, { readonly own: readonly EthNumberName[]; readonly presets: Partial<EthNumbers> }>
>;

export type EthTopology = keyof typeof NETWORKS;

const ETH_TOPOLOGIES = Object.keys(NETWORKS) as readonly EthTopology[];

/** @throws InputError for an unknown name */
export function checkTopology(where: string, network: unknown): EthTopology {
  checkName(where, "a network", network, ETH_TOPOLOGIES);
  return network as EthTopology;
}

export const presetsOf = (network: EthTopology): Partial<EthNumbers> => NETWORKS[network].presets;

/** The networks that use a number; undefined if all do. */
export function topologiesWith(name: EthNumberName): readonly EthTopology[] | undefined {
  const own = ETH_TOPOLOGIES.filter((network) => (NETWORKS[network].own as readonly string[]).includes(name));
  return own.length === 0 ? undefined : own;
}
