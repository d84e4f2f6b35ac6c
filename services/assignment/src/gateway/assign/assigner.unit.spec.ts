import type { ExperimentDefinition, ExperimentEvaluation } from '@assay/bucketing';
import { evaluateExperiment, snapshotOf } from '@assay/bucketing';
import { FixedClock } from '@assay/platform';
import type { StickyEntry, StickyKey, StickyLookup, StickyStore } from '@assay/sticky';
import { LayeredStickyStore, MemoryStickyStore } from '@assay/sticky';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { Assigner } from './assigner.js';

const CALLER = { project: 'default', actor: 'key:k1' };
const RUNNING = runningDefinition();
const CHANGED = runningDefinition({ phase: 2, weightsChanged: true });

class Offers {
  readonly entries: StickyEntry[] = [];
  offer(_key: StickyKey, entry: StickyEntry): void {
    if (!entry.confirmed) this.entries.push(entry);
  }
}

const projecting = (answer: StickyLookup) => ({ lookup: () => Promise.resolve(answer) });

let minted = 0;

function assignerWith(sticky: StickyStore, linkedUsers: readonly string[] = []) {
  const linked = { mayBe: (_project: string, unit: string) => linkedUsers.includes(unit) };
  const offers = new Offers();
  const newId = () => `0192a000-0000-7000-8000-${String((minted += 1)).padStart(12, '0')}`;
  const clock = new FixedClock(Date.parse('2026-01-05T10:00:00Z'));
  return { offers, assigner: new Assigner({ sticky, publisher: offers, linked, clock, newId }) };
}

const ask = (unit: string, definition = RUNNING) => ({ caller: CALLER, definition, unit });
/** What goes on in the background is done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
/** A unit that the hash puts there. */
const unitIn = (variant: string): string =>
  Array.from({ length: 100 }, (_, index) => `u${String(index)}`).find(
    (unit) => evaluateExperiment(RUNNING, { unit }).variant === variant,
  ) ?? '';

describe('while weights have never changed', () => {
  it('answers at once, remembers, and offers the assignment to the log', async () => {
    const { assigner, offers } = assignerWith(new LayeredStickyStore());
    const first = assigner.evaluate(ask('u1'));
    expect(first).toMatchObject({ reason: 'split', inExperiment: true });
    expect(assigner.evaluate(ask('u1'))).toMatchObject({
      reason: 'sticky',
      variant: (first as ExperimentEvaluation).variant,
    });
    await settled();
    expect(new Set(offers.entries.map(({ event }) => event.id)).size).toBe(1);
  });

  it('records who, when, what and why', async () => {
    const { assigner, offers } = assignerWith(new LayeredStickyStore());
    const drawn = await assigner.evaluate(ask('u1'));
    await settled();
    expect(offers.entries[0]?.event).toMatchObject({
      type: 'UnitAssigned',
      subject: 'u1',
      actor: 'key:k1',
      time: '2026-01-05T10:00:00.000Z',
      data: {
        experiment: 'checkout',
        run: 1,
        phase: 1,
        unit: 'u1',
        variant: drawn.variant,
        bucket: drawn.bucket,
        reason: 'split',
        propensity: 0.5,
        revision: 'r1',
      },
    });
  });

  it('waits for no store: one that never answers changes nothing', () => {
    const never: StickyStore = {
      peek: () => undefined,
      get: () => new Promise(() => undefined),
      putIfAbsent: () => new Promise(() => undefined),
      confirm: () => new Promise(() => undefined),
      held: () => new Promise(() => undefined),
      remove: () => new Promise(() => undefined),
      close: () => Promise.resolve(),
    };
    const { assigner } = assignerWith(new LayeredStickyStore({ shared: never }));
    expect(assigner.evaluate(ask('u1'))).toMatchObject({ reason: 'split' });
  });

  it('offers an assignment that is not in the log again, with the same event', async () => {
    const { assigner, offers } = assignerWith(new LayeredStickyStore());
    void assigner.evaluate(ask('u1'));
    void assigner.evaluate(ask('u1'));
    void assigner.evaluate(ask('u1'));
    await settled();
    expect(offers.entries).toHaveLength(3);
    expect(new Set(offers.entries.map(({ event }) => event.id)).size).toBe(1);
  });

  it('offers nothing that is in the log', async () => {
    const sticky = new LayeredStickyStore();
    const { assigner, offers } = assignerWith(sticky);
    void assigner.evaluate(ask('u1'));
    await sticky.confirm([{ project: 'default', experiment: 'checkout', run: 1, unit: 'u1' }]);
    await settled();
    offers.entries.length = 0;
    void assigner.evaluate(ask('u1'));
    expect(offers.entries).toEqual([]);
  });

  it.each([
    ['a pause', runningDefinition({ status: 'paused' }), 'paused'],
    ['a conclusion', runningDefinition({ status: 'concluded', winner: 'treatment' }), 'winner'],
    ['a rollback', runningDefinition({ controlOnly: true }), 'rolled_back'],
    ['being outside of the traffic', runningDefinition({ trafficAllocation: 0 }), 'not_in_traffic'],
  ])('remembers nothing of %s', (_, definition, reason) => {
    const { assigner, offers } = assignerWith(new LayeredStickyStore());
    expect(assigner.evaluate(ask('u1', definition))).toMatchObject({ reason, inExperiment: false });
    expect(offers.entries).toEqual([]);
  });
});

describe('after a change of weights', () => {
  const earlier = async (unit: string, variant: string): Promise<StickyEntry> => {
    const { assigner, offers } = assignerWith(new LayeredStickyStore());
    void assigner.evaluate(ask(unit));
    await settled();
    const [entry] = offers.entries;
    if (entry === undefined) throw new TypeError('nothing was offered');
    return { event: { ...entry.event, data: { ...entry.event.data, variant } }, confirmed: true };
  };

  it('serves what the log says of the unit, not what the new weights would draw', async () => {
    const unit = unitIn('treatment');
    const entry = await earlier(unit, 'control');
    const sticky = new LayeredStickyStore({ fallback: projecting({ outcome: 'found', entry }) });
    const { assigner, offers } = assignerWith(sticky);
    expect(await assigner.evaluate(ask(unit, CHANGED))).toMatchObject({
      variant: 'control',
      reason: 'sticky',
      phase: 1,
    });
    expect(offers.entries).toEqual([]);
  });

  it('assigns a unit that nobody knows, by the new weights', async () => {
    const sticky = new LayeredStickyStore({ fallback: projecting({ outcome: 'missing' }) });
    const { assigner, offers } = assignerWith(sticky);
    expect(await assigner.evaluate(ask('u1', CHANGED))).toMatchObject({ reason: 'split', phase: 2 });
    expect(offers.entries).toHaveLength(1);
  });

  it('serves the variant of the process that was faster', async () => {
    const unit = unitIn('treatment');
    const shared = new MemoryStickyStore();
    const entry = await earlier(unit, 'control');
    const slow = { ...methodsOf(shared), get: () => Promise.resolve({ outcome: 'missing' } as const) };
    const { assigner } = assignerWith(new LayeredStickyStore({ shared: slow }));
    await shared.putIfAbsent({ project: 'default', experiment: 'checkout', run: 1, unit }, entry);
    expect(await assigner.evaluate(ask(unit, CHANGED))).toMatchObject({
      variant: 'control',
      reason: 'sticky',
    });
  });

  it('gives a marked answer and stores nothing when nobody can be asked', async () => {
    const sticky = new LayeredStickyStore({ fallback: projecting({ outcome: 'unavailable' }) });
    const { assigner, offers } = assignerWith(sticky);
    const answer = await assigner.evaluate(ask('u1', CHANGED));
    expect(answer).toMatchObject({ reason: 'provisional', inExperiment: false });
    expect(offers.entries).toEqual([]);
    expect(sticky.peek({ project: 'default', experiment: 'checkout', run: 1, unit: 'u1' })).toBeUndefined();
  });
});

describe('an experiment with a prerequisite', () => {
  const asks = (flag: string, overrides: Partial<ExperimentDefinition> = {}) =>
    runningDefinition({
      key: 'next',
      salt: 'next-1',
      prerequisites: [{ flag, variants: ['treatment'] }],
      ...overrides,
    });
  const variants = RUNNING.variants.map((each) => ({ ...each, weight: each.isControl ? 1 : 0 }));
  /** By these weights nobody draws treatment any more. */
  const moved = runningDefinition({ phase: 2, weightsChanged: true, variants });
  const about = (unit: string, definition: ExperimentDefinition, flags: readonly ExperimentDefinition[]) => ({
    ...ask(unit, definition),
    snapshot: snapshotOf({ flags }),
  });
  const given = async (unit: string): Promise<StickyEntry> => {
    const { assigner, offers } = assignerWith(new LayeredStickyStore());
    void assigner.evaluate(ask(unit));
    await settled();
    const [entry] = offers.entries;
    if (entry === undefined) throw new TypeError('nothing was offered');
    return { ...entry, confirmed: true };
  };
  /** A process that knows nothing yet, in front of the assignments that were projected. */
  function cold(entries: readonly StickyEntry[]) {
    const looked: string[] = [];
    const lookup = ({ experiment }: StickyKey): Promise<StickyLookup> => {
      looked.push(experiment);
      const entry = entries.find(({ event }) => event.data.experiment === experiment);
      return Promise.resolve(entry ? { outcome: 'found', entry } : { outcome: 'missing' });
    };
    return { looked, ...assignerWith(new LayeredStickyStore({ fallback: { lookup } })) };
  }

  it.each([
    ['directly', asks('checkout'), [moved]],
    ['over another one', asks('between'), [moved, asks('checkout', { key: 'between', salt: 'b' })]],
  ])('lets in whoever has the variant since before the weights changed, %s', async (_, definition, flags) => {
    const isMet = ({ reason }: ExperimentEvaluation) => reason !== 'prerequisite_failed';
    const unit = Array.from({ length: 200 }, (_each, index) => `u${String(index)}`).find((each) =>
      isMet(
        evaluateExperiment(definition, { unit: each }, snapshotOf({ flags: [RUNNING, ...flags.slice(1)] })),
      ),
    );
    const entries = [await given(unit ?? '')];
    const question = about(unit ?? '', definition, flags);
    expect(await cold(entries).assigner.evaluate(question)).toMatchObject({
      ...{ reason: 'split', inExperiment: true },
    });
    // Control run: without the recorded assignment the new weights decide.
    expect(await cold([]).assigner.evaluate(question)).toMatchObject({ reason: 'prerequisite_failed' });
  });

  it('keeps in whoever is in it', async () => {
    const unit = unitIn('treatment');
    const { assigner } = cold([await given(unit)]);
    await assigner.evaluate(about(unit, asks('checkout'), [RUNNING]));
    expect(await assigner.evaluate(about(unit, asks('checkout'), [moved]))).toMatchObject({
      reason: 'sticky',
    });
  });

  it('looks once for a unit that is not in the other one, and again after its weights changed', async () => {
    const { assigner, looked } = cold([]);
    for (const phase of [2, 2, 3])
      await assigner.evaluate(about('u1', asks('checkout'), [{ ...moved, phase }]));
    expect(looked).toEqual(['checkout', 'checkout']);
  });

  it('waits for nothing while no weights have changed', () => {
    const { assigner, looked } = cold([]);
    const answer = assigner.evaluate(about(unitIn('treatment'), asks('checkout'), [RUNNING]));
    expect(answer).toMatchObject({ reason: 'split' });
    expect(looked).toEqual([]);
  });

  it('is provisional when nobody can be asked, unless something else decides', async () => {
    const sticky = new LayeredStickyStore({ fallback: projecting({ outcome: 'unavailable' }) });
    const { assigner, offers } = assignerWith(sticky);
    expect(await assigner.evaluate(about('u1', asks('checkout'), [moved]))).toMatchObject({
      ...{ reason: 'provisional', inExperiment: false },
    });
    const paused = asks('checkout', { status: 'paused' });
    expect(await assigner.evaluate(about('u1', paused, [moved]))).toMatchObject({ reason: 'paused' });
    expect(offers.entries).toEqual([]);
  });
});

const methodsOf = (store: StickyStore): StickyStore => ({
  peek: () => undefined,
  get: (key) => store.get(key),
  putIfAbsent: (key, entry) => store.putIfAbsent(key, entry),
  confirm: (keys) => store.confirm(keys),
  held: (key) => store.held(key),
  remove: (unit, runs) => store.remove(unit, runs),
  close: () => store.close(),
});
