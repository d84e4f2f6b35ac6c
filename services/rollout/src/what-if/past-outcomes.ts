import type { OutcomeRecorded } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { decodeMessage } from '@assay/event-bus';
import { UnprocessableProblem } from '@assay/platform';
import type { PastOutcome } from './judge-past.fold.js';

const TOPIC = TOPICS.interactions.name;
/** They are judged in memory. */
export const MOST_OUTCOMES = 500_000;

/**
 * The outcomes under a flag since an instant, in the order in which the log took them, each once.
 * @param since milliseconds since 1970, by the log
 * @throws UnprocessableProblem when there are more than can be judged at once
 */
export async function outcomesOf(
  bus: Pick<EventBus, 'ends' | 'positionsAt' | 'records'>,
  { project, flag, since }: { readonly project: string; readonly flag: string; readonly since: number },
): Promise<readonly PastOutcome[]> {
  const begins = await bus.positionsAt(TOPIC, since - 1);
  const found = new Map<string, PastOutcome>();
  for (const { partition, end } of await bus.ends(TOPIC)) {
    const from = begins.find((begin) => begin.partition === partition)?.offset ?? 0;
    for await (const page of bus.records({ topic: TOPIC, partition, from, until: end }))
      for (const record of page) {
        if (record.headers['ce_type'] !== 'OutcomeRecorded') continue;
        const read = decodeMessage(record);
        const event = read.ok ? (read.event as OutcomeRecorded) : undefined;
        if (event?.project !== project || event.data.flag !== flag || found.has(event.id)) continue;
        if (found.size === MOST_OUTCOMES) throw tooMany(flag);
        found.set(event.id, { event, appendedAt: record.appendedAt, partition, offset: record.offset });
      }
  }
  return [...found.values()].sort((a, b) => a.appendedAt - b.appendedAt);
}

const tooMany = (flag: string): UnprocessableProblem =>
  new UnprocessableProblem(
    'TOO_MANY_OUTCOMES',
    `rollout "${flag}" has more than ${String(MOST_OUTCOMES)} outcomes since then`,
    { errors: [{ path: 'since', message: 'give a later instant' }] },
  );
