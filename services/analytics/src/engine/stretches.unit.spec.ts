import { expired } from '../../test/support/expiry.js';
import { erased, START } from '../../test/support/events.js';
import type { InteractionsEvent } from './stretches.js';
import { stretchesOf } from './stretches.js';

const EVENT = erased({ unit: 'u', time: START }) as InteractionsEvent;
const EXPIRY = expired({ closed: [] }) as InteractionsEvent;

describe('a batch with expiries in it', () => {
  it('is cut before and after each of them', () => {
    const lengths = (events: readonly InteractionsEvent[]) =>
      stretchesOf(events).map((stretch) => (stretch.kind === 'expiry' ? 'expiry' : stretch.events.length));
    expect(lengths([EVENT, EVENT, EXPIRY, EVENT])).toEqual([2, 'expiry', 1]);
    expect(lengths([EXPIRY, EXPIRY])).toEqual(['expiry', 'expiry']);
    expect(lengths([EVENT])).toEqual([1]);
    expect(lengths([])).toEqual([]);
  });
});
