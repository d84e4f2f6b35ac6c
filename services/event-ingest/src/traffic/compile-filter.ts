import type { TrafficRule } from '@assay/contracts';
import type { BlockList } from 'node:net';
import { isIPv6 } from 'node:net';
import { networksOf } from '@assay/platform';
import { isKnownBot } from './known-bots.js';

/** Who sends a request. */
export interface Caller {
  readonly userAgent: string;
  readonly address: string;
}

type Attributes = Readonly<Record<string, unknown>>;

/** A rule in the form it is asked in: once for a request, or for each event of it. */
export type CompiledRule =
  | { readonly asks: 'caller'; readonly means: (caller: Caller) => boolean }
  | { readonly asks: 'event'; readonly means: (attributes: Attributes) => boolean };

/**
 * A rule, ready to be asked.
 * @returns undefined when one of its networks is none
 */
export function compileRule(rule: TrafficRule): CompiledRule | undefined {
  switch (rule.kind) {
    case 'known_bots':
      return { asks: 'caller', means: ({ userAgent }) => isKnownBot(userAgent) };
    case 'user_agent': {
      const parts = rule.contains.map((part) => part.toLowerCase());
      return { asks: 'caller', means: ({ userAgent }) => containsAny(userAgent.toLowerCase(), parts) };
    }
    case 'network': {
      const networks = networksOf(rule.cidrs);
      return networks && { asks: 'caller', means: ({ address }) => isIn(networks, address) };
    }
    case 'attribute': {
      const values = new Set<unknown>(rule.equals);
      return { asks: 'event', means: (attributes) => values.has(attributes[rule.attribute]) };
    }
  }
}

const containsAny = (text: string, parts: readonly string[]): boolean =>
  parts.some((part) => text.includes(part));

const isIn = (networks: BlockList, address: string): boolean =>
  networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
