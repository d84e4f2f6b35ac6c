import fc from 'fast-check';
import { sequenceStreams } from './sequence-streams.js';
import type { StreamProgress } from './sequence-streams.js';
import { batchOf, decision, interaction, numbers } from '../../test/example-events.js';

const A = 'default/experiment/a';
const B = 'default/experiment/b';
const TOPIC = 'assay.experiments.v1';

const sequence = (
  places: readonly (readonly [string, number])[],
  known: ReadonlyMap<string, StreamProgress> = new Map(),
) => {
  const { events } = batchOf(
    places.map(([stream, version]) => decision(stream, version)),
    { topic: TOPIC },
  );
  const sequenced = sequenceStreams(events, known);
  return {
    applied: sequenced.events.map(({ event }) => [event.subject, event.streamversion]),
    changed: Object.fromEntries(sequenced.changed),
  };
};
const at = (version: number): StreamProgress => ({ version, quarantined: null });

describe('the order of decision streams', () => {
  it('applies last + 1 and notes how far each stream is', () => {
    const { applied, changed } = sequence([
      [A, 1],
      [B, 1],
      [A, 2],
    ]);
    expect(applied).toEqual([
      [A, 1],
      [B, 1],
      [A, 2],
    ]);
    expect(changed).toEqual({ [A]: at(2), [B]: at(1) });
  });

  it('goes on where the tables are', () => {
    expect(sequence([[A, 5]], new Map([[A, at(4)]]))).toEqual({
      applied: [[A, 5]],
      changed: { [A]: at(5) },
    });
  });

  it('ignores what was applied, and notes nothing for it', () => {
    expect(sequence([[A, 3]], new Map([[A, at(4)]]))).toEqual({ applied: [], changed: {} });
  });

  it('quarantines at a gap, with its place, and applies nothing of that stream any more', () => {
    const { applied, changed } = sequence([
      [A, 1],
      [A, 3],
      [A, 2],
      [B, 1],
    ]);
    expect(applied).toEqual([
      [A, 1],
      [B, 1],
    ]);
    expect(changed[A]).toEqual({ version: 1, quarantined: `version 3 at ${TOPIC}[0]:1, expected 2` });
  });

  it('leaves a quarantined stream alone', () => {
    const known = new Map([[A, { version: 1, quarantined: 'gap' }]]);
    expect(sequence([[A, 2]], known)).toEqual({ applied: [], changed: {} });
  });

  it('refuses an event that belongs to no stream', () => {
    const { events } = batchOf([interaction(1)], { topic: TOPIC });
    expect(() => sequenceStreams(events, new Map())).toThrow('carries no stream version');
  });

  it('applies each version once and in order, however often and late it is repeated', () => {
    const delivery = fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(7), { maxLength: 20 }))
      .map(([versions, repeats]) => withRepeats(numbers(versions, 1), repeats));
    fc.assert(
      fc.property(delivery, (versions) => {
        const { applied } = sequence(versions.map((version) => [A, version] as const));
        expect(applied).toEqual(numbers(Math.max(...versions), 1).map((version) => [A, version]));
      }),
    );
  });

  it('gives the same for a delivery cut into batches anywhere', () => {
    const places = fc.array(fc.tuple(fc.constantFrom(A, B), fc.integer({ min: 1, max: 5 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(places, fc.nat(20), (all, cut) => {
        const whole = sequence(all);
        const first = sequence(all.slice(0, cut));
        const second = sequence(all.slice(cut), new Map(Object.entries(first.changed)));
        expect([...first.applied, ...second.applied]).toEqual(whole.applied);
        expect(new Set(Object.keys({ ...first.changed, ...second.changed }))).toEqual(
          new Set(Object.keys(whole.changed)),
        );
      }),
    );
  });
});

/** Versions in order, with some of those before repeated in between. */
function withRepeats(versions: readonly number[], repeats: readonly number[]): readonly number[] {
  return versions.flatMap((version, index) => [
    version,
    ...repeats.filter((_, n) => n % versions.length === index).map((back) => Math.max(1, version - back)),
  ]);
}
