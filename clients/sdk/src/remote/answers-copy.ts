import { murmurHash3 } from '@assay/bucketing/core';
import type { Copies } from '../copies/copies.js';
import type { AnswerTable } from './answer-table.js';
import type { RemoteFlag } from './remote-outcome.js';
import { outcomeOf, stale } from './remote-outcome.js';

interface Copy {
  readonly asker: string;
  readonly flags: readonly RemoteFlag[];
  readonly linked?: boolean | undefined;
}

/** What is known of people is not written down. */
const markOf = (asker: string): string => `${String(murmurHash3(asker))}.${String(murmurHash3(asker, 1))}`;

export const keepCopy = (copies: Copies, { asker, ...rest }: Copy): Promise<void> =>
  copies.write('answers', JSON.stringify({ asker: markOf(asker), ...rest }));

/** Serves the last-good copy of the table's context, where there is one and nothing newer. */
export async function restoreCopy(copies: Copies, table: AnswerTable): Promise<void> {
  const { asker } = table;
  const copy = copyIn((await copies.read('answers')) ?? '{}');
  if (copy?.asker !== markOf(asker) || table.present !== undefined) return;
  table.linked ??= copy.linked;
  const outcomes = new Map(copy.flags.map((flag) => [flag.key, stale(outcomeOf(flag))]));
  table.take(asker, { source: 'copy', outcomes });
}

function copyIn(text: string): Copy | undefined {
  try {
    const copy = JSON.parse(text) as Partial<Copy> | null;
    return Array.isArray(copy?.flags) ? (copy as Copy) : undefined;
  } catch {
    return undefined;
  }
}
