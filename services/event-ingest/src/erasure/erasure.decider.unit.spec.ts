import type { EventMetadata } from '@assay/contracts';
import { erasureDecider } from './erasure.decider.js';

const METADATA: EventMetadata = {
  id: '0195507f-9c00-7000-8000-000000000001',
  source: 'event-ingest',
  subject: 'shop/erasure/ada',
  time: '2026-03-01T10:00:00.000Z',
  project: 'shop',
  actor: 'user:officer',
  correlationid: 'c',
};
const FORGET = { metadata: METADATA, forgotten: { unit: 'ada', reason: 'asked for it' } };

describe('the erasure of a unit', () => {
  it('is an event with who, when and why', () => {
    const decision = erasureDecider.decide(FORGET, erasureDecider.initial);
    if (decision.outcome === 'refused') throw new TypeError('it was refused');
    const state = decision.events.reduce(
      (before, event) => erasureDecider.evolve(before, event),
      erasureDecider.initial,
    );
    expect(state).toEqual({ at: METADATA.time, by: 'user:officer', reason: 'asked for it', linkedTo: null });
  });

  it('happens once: the first one stays', () => {
    const first = { at: METADATA.time, by: 'user:officer', reason: 'asked for it', linkedTo: 'anon' };
    expect(erasureDecider.decide(FORGET, first)).toEqual({
      outcome: 'refused',
      refusal: { code: 'FORGOTTEN_ALREADY' },
    });
  });
});
