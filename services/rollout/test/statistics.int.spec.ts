import type { EventEnvelope, RolloutEvent } from '@assay/contracts';
import {
  derivedId,
  newEvent,
  RolloutAdvanced,
  RolloutAudienceChanged,
  RolloutCreated,
  RolloutPaused,
  RolloutResumed,
  RolloutRolledBack,
  RolloutStarted,
} from '@assay/contracts';
import { createTestDatabase } from '@assay/testing';
import fc from 'fast-check';
import { readCounts } from '../src/counting/counts.store.js';
import { unitDigest } from '../src/rollout-handling/compile-rollout.js';
import { evolve } from '../src/rollout/rollout-evolve.fold.js';
import type { ExistingRollout, RolloutState } from '../src/rollout/rollout-state.js';
import { NO_ROLLOUT } from '../src/rollout/rollout-state.js';
import { byTier, byTime } from '../src/statistics/rollout-statistics.fold.js';
import { stretchesOf } from '../src/statistics/stretches.js';
import { DAY_MS, HOUR_MS } from '../src/statistics/unit-counts.fold.js';
import { CountedOutcomes } from './support/counted-outcomes.js';
import { outcome } from './support/outcomes.js';
import { at, design, metadata, uuid } from './support/rollout-life.js';
import { CountedUnits } from './support/units-in-memory.js';

const KEY = design.key;
const PARTITIONS = [0, 1];
const UNITS = Array.from({ length: 14 }, (_, nth) => `unit-${String(nth)}`);
const FROM = Date.parse(at(0));
const base = (hours: number) => ({ ...metadata(hours), id: derivedId('life', String(hours)) });

/** What may happen to a rollout next, at an hour; the nth activation. */
const HAPPENINGS = {
  start: (hours: number, nth: number) =>
    newEvent(RolloutStarted, base(hours), { activation: uuid(nth), tier: 'tier_1_internal', percentage: 1 }),
  early: (hours: number, nth: number) =>
    newEvent(RolloutAdvanced, base(hours), {
      ...{ activation: uuid(nth), tier: 'tier_2_early_adopters', percentage: 10 },
    }),
  general: (hours: number, nth: number) =>
    newEvent(RolloutAdvanced, base(hours), { activation: uuid(nth), tier: 'tier_3_general', percentage: 50 }),
  resume: (hours: number, nth: number) =>
    newEvent(RolloutResumed, base(hours), { activation: uuid(nth), tier: 'tier_3_general', percentage: 50 }),
  pause: (hours: number) => newEvent(RolloutPaused, base(hours), { reason: 'holidays' }),
  off: (hours: number, nth: number) =>
    newEvent(RolloutRolledBack, base(hours), {
      ...{ activation: uuid(nth), automatic: false, reason: 'slow', evidence: null },
    }),
  allow: (hours: number) =>
    newEvent(RolloutAudienceChanged, base(hours), {
      allow: { add: [unitDigest(KEY, 'unit-3')] },
      deny: { add: [unitDigest(KEY, 'unit-5')] },
      reason: 'they asked for it',
    }),
  forget: (hours: number) =>
    newEvent(RolloutAudienceChanged, base(hours), {
      ...{ allow: { remove: [unitDigest(KEY, 'unit-3')] }, reason: 'no more' },
    }),
  segment: (hours: number) =>
    newEvent(RolloutAudienceChanged, base(hours), { segments: { only: ['eu'] }, reason: 'one region first' }),
} as const;

type Happening = keyof typeof HAPPENINGS;

const HOURS_APART = 9;
const created = newEvent(RolloutCreated, base(0), design);
const lifeOf = (happenings: readonly Happening[]): readonly RolloutEvent[] => [
  created,
  ...happenings.map((name, nth) => HAPPENINGS[name]((nth + 1) * HOURS_APART, nth + 1)),
];

const stateAfter = (events: readonly RolloutEvent[]): ExistingRollout => {
  const state = events.reduce<RolloutState>(evolve, NO_ROLLOUT);
  if (state.status === 'absent') throw new TypeError('nothing was created');
  return state;
};

interface Met {
  readonly unit: number;
  /** Of which activation; 0 names none, one above all is unknown. */
  readonly activation: number;
  readonly minute: number;
  readonly failed: boolean;
}

const outcomesOf = (met: readonly Met[]) =>
  met.map(({ unit, activation, minute, failed }, nth) =>
    outcome(UNITS[unit] ?? '', {
      ...{ flag: KEY, success: !failed, nth, at: FROM + minute * 60_000, status: failed ? 503 : 200 },
      activation: activation === 0 ? undefined : uuid(activation),
    }),
  );

/** In which order what comes: a number of outcomes, an event of the rollout, or a piece of settling. */
type Turn = number | 'life' | 'settle';

const partitionOf = ({ subject }: EventEnvelope): number => UNITS.indexOf(subject) % PARTITIONS.length;

const database = createTestDatabase();
afterAll(async () => (await database).drop());

/** Delivers everything, in turns; `after` each of them the number of events of the rollout that have come is told. */
async function deliver(
  model: CountedOutcomes,
  { life, met, turns }: { life: readonly RolloutEvent[]; met: readonly Met[]; turns: readonly Turn[] },
  after: (lives: number) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const [lives, outcomes] = [[...life], [...outcomesOf(met)]];
  const take = async (count: number): Promise<void> => {
    const batch = outcomes.splice(0, count);
    for (const partition of PARTITIONS) {
      const own = batch.filter((event) => partitionOf(event) === partition);
      if (own.length > 0) await model.outcomes(partition, own);
    }
  };
  for (const turn of turns) {
    if (turn === 'life') await model.lives(lives.splice(0, 1));
    else if (turn === 'settle') for (const partition of PARTITIONS) await model.settle(partition);
    else await take(turn);
    await after(life.length - lives.length);
  }
  await model.lives(lives.splice(0));
  await take(outcomes.length);
}

const told = async (model: CountedOutcomes, rollout: ExistingRollout) => {
  const wanted = { project: 'default', rollout: KEY, from: 0 };
  const { statistics } = model;
  const [tiers, hours, days, all] = [
    await statistics.groups({ ...wanted, by: 'tier' }, rollout),
    await statistics.groups({ ...wanted, by: 'hour' }, rollout),
    await statistics.groups({ ...wanted, by: 'day' }, rollout),
    await statistics.groups({ ...wanted, by: 'rollout' }, rollout),
  ];
  return {
    tiers: byTier(tiers, stretchesOf(rollout)),
    hours: byTime(hours, 'hour', 0),
    days: byTime(days, 'day', 0),
    units: all[0]?.counts.units ?? 0,
  };
};

/** The same from every unit, each group remembering what it saw of whom. */
const remembered = async (model: CountedOutcomes, rollout: ExistingRollout) => {
  const stretches = stretchesOf(rollout);
  const byTierName = new CountedUnits(stretches, ({ stretch }) => stretch.tier);
  const byHour = new CountedUnits(stretches, ({ at: time }) => Math.floor(time / HOUR_MS) * HOUR_MS);
  const byDay = new CountedUnits(stretches, ({ at: time }) => Math.floor(time / DAY_MS) * DAY_MS);
  let units = 0;
  for await (const unit of model.histories.of({ project: 'default', rollout: KEY, from: 0 })) {
    units += 1;
    for (const counted of [byTierName, byHour, byDay]) counted.add(unit);
  }
  const timed = (counted: CountedUnits<number>) =>
    [...counted.told()]
      .sort(([a], [b]) => a - b)
      .map(([time, statistics]) => ({ from: new Date(time).toISOString(), ...statistics }));
  return { tiers: byTierName.told(), hours: timed(byHour), days: timed(byDay), units };
};

/** What steps are decided on is what the units of the activation say one by one. */
async function expectDecidedOn(model: CountedOutcomes, rollout: ExistingRollout): Promise<void> {
  if (rollout.status !== 'in_progress' && rollout.status !== 'paused') return;
  const { activation } = model;
  expect(await activation.of('default', rollout)).toEqual(await activation.countNow('default', rollout));
}

async function expectExact(model: CountedOutcomes, rollout: ExistingRollout): Promise<void> {
  await expectDecidedOn(model, rollout);
  const [is, was] = [await told(model, rollout), await remembered(model, rollout)];
  expect({ units: is.units, hours: is.hours, days: is.days }).toEqual({
    ...{ units: was.units, hours: was.hours, days: was.days },
  });
  for (const { tier, from: _from, until: _until, percentage: _share, activations: _all, ...own } of is.tiers)
    if (own.totalUnits > 0 || was.tiers.has(tier)) expect(own).toEqual(was.tiers.get(tier));
}

const happenings = fc.array(fc.constantFrom(...(Object.keys(HAPPENINGS) as Happening[])), {
  ...{ minLength: 1, maxLength: 8 },
});
const met = fc.array(
  fc.record({
    unit: fc.nat(UNITS.length - 1),
    activation: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(9) }),
    minute: fc.nat(9 * HOURS_APART * 60),
    failed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);
const turns = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 25 }), fc.constant<Turn>('life'), fc.constant<Turn>('settle')),
  { maxLength: 25 },
);

describe('statistics that are counted as outcomes come', () => {
  const model = async <Result>(work: (model: CountedOutcomes) => Promise<Result>): Promise<Result> => {
    const made = await CountedOutcomes.create((await database).url);
    try {
      return await work(made);
    } finally {
      await made.drop();
    }
  };

  it('are those of units that are remembered, at every moment and by every life that was decided', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, met, turns, async (names, outcomes, inTurn) => {
        const life = lifeOf(names);
        await model(async (made) => {
          await deliver(made, { life, met: outcomes, turns: inTurn }, async (known) => {
            // What was decided is known at once, also where the read model has not heard of it.
            await expectExact(made, stateAfter(life.slice(0, Math.max(1, known))));
            await expectExact(made, stateAfter(life));
          });
          await made.settleAll(PARTITIONS);
          await expectExact(made, stateAfter(life));
        });
      }),
      { numRuns: 25 },
    );
  });

  it('are the same in any order and in batches of any size, and need no unit then', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, met, turns, turns, async (names, outcomes, one, other) => {
        const life = lifeOf(names);
        const rows = [];
        for (const inTurn of [one, other])
          rows.push(
            await model(async (made) => {
              await deliver(made, { life, met: outcomes, turns: inTurn });
              await made.settleAll(PARTITIONS);
              const counted = await told(made, stateAfter(life));
              await made.query('UPDATE unit_outcomes SET slots = $1', ['[]']);
              expect(await told(made, stateAfter(life))).toEqual(counted);
              return { counted, hashed: (await made.hashed()).slice(1) };
            }),
          );
        expect(rows[0]).toEqual(rows[1]);
      }),
      { numRuns: 25 },
    );
  });

  it('control: without a look at what has changed since, counts are of another life', async () => {
    const life = lifeOf(['start', 'general', 'allow']);
    const outcomes = UNITS.map((_, unit) => ({
      ...{ unit, activation: 2, minute: 1_100 },
      failed: unit % 2 > 0,
    }));
    const tierCounts = (made: CountedOutcomes) =>
      readCounts(made, { project: 'default', rollout: KEY, by: 'tier', from: 0 });
    await model(async (made) => {
      await deliver(made, { life: life.slice(0, 2), met: outcomes, turns: ['life', 'life', 20] });
      await made.settleAll(PARTITIONS);
      expect(await tierCounts(made)).toEqual([]);
      for (const decided of [life.slice(0, 3), life]) await expectExact(made, stateAfter(decided));
      await made.lives(life.slice(2));
      expect(await tierCounts(made)).toEqual([]);
      await made.settleAll(PARTITIONS);
      const [{ counts } = { counts: undefined }] = await tierCounts(made);
      expect(counts).toMatchObject({ units: UNITS.length });
      expect(counts?.enabled).toBeLessThan(UNITS.length);
      await expectExact(made, stateAfter(life));
    });
  });
});
