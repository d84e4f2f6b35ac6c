import type { DeadLetterEvent } from '@assay/contracts';
import type { DeadLetterCommand } from './dead-letter.decider.js';
import { deadLetterDecider, evolve, OPEN } from './dead-letter.decider.js';

const metadata = {
  ...{ id: '00000000-0000-7000-8000-000000000001', source: 'event-ingest', project: 'default' },
  ...{ subject: 'default/dead-letter/t-0-3', time: '2026-01-31T12:00:00.000Z' },
  ...{ actor: 'user:ada', correlationid: 'c' },
};
const letter = { topic: 't', partition: 0, offset: 3, reason: 'the reader is mended' };
const retry: DeadLetterCommand = { type: 'RetryDeadLetter', metadata, ...letter };
const discard: DeadLetterCommand = { ...retry, type: 'DiscardDeadLetter', reason: 'a test message' };

const eventsOf = (command: DeadLetterCommand, state = OPEN): readonly DeadLetterEvent[] => {
  const decision = deadLetterDecider.decide(command, state);
  return decision.outcome === 'accepted' ? decision.events : [];
};
const after = (command: DeadLetterCommand) => eventsOf(command).reduce(evolve, OPEN);

describe('a dead letter', () => {
  it('is retried, with who and why', () => {
    expect(eventsOf(retry)).toEqual([
      expect.objectContaining({ type: 'DeadLetterRetried', actor: 'user:ada', data: letter }),
    ]);
    expect(after(retry)).toEqual({
      ...{ status: 'retried', at: metadata.time, by: 'user:ada' },
      reason: 'the reader is mended',
    });
  });

  it('may be retried again, and discarded after that', () => {
    expect(eventsOf(retry, after(retry))).toHaveLength(1);
    expect(eventsOf(discard, after(retry))).toHaveLength(1);
  });

  it('is discarded for good: nothing more is decided, and the refusal says by whom it was', () => {
    expect(deadLetterDecider.decide(retry, after(discard))).toEqual({
      outcome: 'refused',
      refusal: {
        ...{ code: 'DEAD_LETTER_DISCARDED', by: 'user:ada', at: metadata.time, reason: 'a test message' },
      },
    });
  });
});
