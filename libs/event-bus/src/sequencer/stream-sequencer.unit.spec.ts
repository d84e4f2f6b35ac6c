import { click, revision } from '../../test/support/sample-events.js';
import type { QuarantinedStream } from './stream-sequencer.js';
import { StreamSequencer } from './stream-sequencer.js';

const nothing = (): void => undefined;

/** A sequencer that keeps its alerts. */
function setUp(versions: readonly (readonly [string, number])[] = []) {
  const alerts: QuarantinedStream[] = [];
  const sequencer = new StreamSequencer({ versions, onQuarantine: (stream) => alerts.push(stream) });
  const apply = (stream: string, version: number, change = nothing) =>
    sequencer.apply(revision(stream, version), change);
  return { sequencer, alerts, apply };
}

describe('the stream sequencer', () => {
  it('applies the next version and ignores older ones', () => {
    const { apply } = setUp();
    expect([1, 2, 2, 1, 3].map((version) => apply('a', version))).toEqual([
      'apply',
      'apply',
      'ignore',
      'ignore',
      'apply',
    ]);
  });

  it('quarantines a stream at a gap, alone, with one alert and its last good version', () => {
    const { apply, alerts, sequencer } = setUp();
    apply('a', 1);
    expect([3, 2, 4].map((version) => apply('a', version))).toEqual(['gap', 'quarantined', 'quarantined']);
    expect([1, 2].map((version) => apply('b', version))).toEqual(['apply', 'apply']);
    const quarantined = { stream: 'a', version: 1, reason: 'version 3 came where 2 was due' };
    expect([alerts, sequencer.quarantined()]).toEqual([[quarantined], [quarantined]]);
  });

  it('quarantines a stream whose first event is missing', () => {
    expect(setUp().apply('a', 2)).toBe('gap');
  });

  it('quarantines a stream whose change throws, and goes on with the others', () => {
    const { apply, alerts } = setUp();
    const fail = (): void => {
      throw new TypeError('cannot fold');
    };
    expect([apply('a', 1, fail), apply('a', 1), apply('b', 1)]).toEqual([
      'quarantined',
      'quarantined',
      'apply',
    ]);
    expect(alerts).toEqual([{ stream: 'a', version: 0, reason: 'cannot fold' }]);
  });

  it('does not change anything for events it does not let through', () => {
    const { apply } = setUp([['a', 5]]);
    let changes = 0;
    for (const version of [4, 5, 7, 6]) apply('a', version, () => (changes += 1));
    expect(changes).toBe(0);
  });

  it('continues from the versions of another', () => {
    const { apply, sequencer } = setUp();
    apply('a', 1);
    apply('a', 2);
    const next = setUp([...sequencer.versions()]);
    expect([next.apply('a', 2), next.apply('a', 3)]).toEqual(['ignore', 'apply']);
  });

  it('applies events without a stream version always', () => {
    const { sequencer } = setUp();
    expect([1, 1, 9].map((n) => sequencer.apply(click('u', n), nothing))).toEqual([
      'apply',
      'apply',
      'apply',
    ]);
  });
});
