import type { ConfigPayload, StoredFlag } from './config-payload.js';
import type { NeededParts, Needs } from './parts.js';

const namesUnits = (flag: StoredFlag): boolean =>
  flag.kind === 'rollout'
    ? flag.allow.length + flag.deny.length > 0
    : flag.kind === 'release' || flag.overrides?.units !== undefined;

const algorithmOf = (flag: StoredFlag): readonly string[] =>
  flag.kind === 'experiment' && flag.hashing !== undefined ? [flag.hashing.algorithm] : [];

/** Loads what these definitions need beyond MurmurHash3, before any of them is evaluated. */
export async function neededParts({ flags }: ConfigPayload, text: string): Promise<NeededParts> {
  const needs: Needs = {
    targeting: text.includes('"op":'),
    patterns: text.includes('"matches"'),
    releases: text.includes('"release"'),
    digest: flags.some(namesUnits),
    algorithms: flags.flatMap(algorithmOf),
  };
  const { targeting, digest, algorithms } = needs;
  if (!targeting && !digest && algorithms.length === 0) return {};
  const { loadParts } = await import('./load-parts.js');
  return loadParts(needs);
}
