import {
  derivedId,
  HoldoutCreated,
  HoldoutEnded,
  LayerCreated,
  LayerSlotGiven,
  newEvent,
  RolloutAudienceChanged,
  RolloutCompleted,
  RolloutCreated,
  RolloutPaused,
  RolloutResumed,
  RolloutRolledBack,
  RolloutStarted,
  SegmentRuleDefined,
  streamId,
} from '@assay/contracts';
import type { EventEnvelope } from '@assay/contracts';
import { CREATED, DESIGN, history, metadata, STARTED } from '../../../test/support/experiment-story.js';
import { ConfigFold } from './config-fold.js';

const numbered = (events: readonly EventEnvelope[]): readonly EventEnvelope[] =>
  events.map((event, index) => ({ ...event, streamversion: index + 1 }));

const EXPERIMENT = numbered(
  history(
    CREATED,
    STARTED,
    { type: 'ChangeAllocation', trafficAllocation: 40 },
    { type: 'ChangeAllocation', trafficAllocation: 60 },
  ),
);

const foldOf = (events: readonly EventEnvelope[]) => {
  const quarantined: string[] = [];
  const fold = new ConfigFold(({ stream }) => quarantined.push(stream));
  const placements = events.map((event) => fold.apply(event));
  fold.compile();
  return { fold, quarantined, placements };
};

const allocation = (fold: ConfigFold) => fold.table.of('default').experiment('checkout')?.trafficAllocation;

describe('ConfigFold', () => {
  it('compiles what the log says, by key and by number', () => {
    const { fold } = foldOf(EXPERIMENT);
    expect(fold.table.of('default').experiment('checkout')).toMatchObject({ status: 'running', phase: 3 });
    expect(fold.table.of('default').experiment('1')).toBe(fold.table.of('default').experiment('checkout'));
    expect(fold.table.of('other').experiment('checkout')).toBeUndefined();
    expect(
      fold.table
        .of('default')
        .running()
        .map(({ key }) => key),
    ).toEqual(['checkout']);
  });

  it('ignores what it has seen', () => {
    const { fold, placements } = foldOf([...EXPERIMENT, ...EXPERIMENT]);
    expect(placements.slice(EXPERIMENT.length)).toEqual(EXPERIMENT.map(() => 'ignore'));
    expect(allocation(fold)).toBe(60);
  });

  it('keeps the last good definition of a stream with a gap, and goes on with others', () => {
    const rollout = numbered([rolloutCreated('search')]);
    const withGap = EXPERIMENT.filter((_, index) => index !== 4);
    const { fold, quarantined } = foldOf([...withGap, ...rollout]);
    expect(quarantined).toEqual(['default/experiment/checkout']);
    expect(allocation(fold)).toBe(100);
    expect(fold.table.of('default').flag('search')).toMatchObject({ kind: 'rollout', status: 'planned' });
  });

  it('follows a rollout, whose revision is that of its content', () => {
    const { metadata: facts } = { metadata: metadata({ subject: streamId('default', 'rollout', 'search') }) };
    const started = newEvent(
      RolloutStarted,
      { ...facts, id: derivedId('started') },
      { activation: derivedId('a1'), tier: 'tier_1_internal', percentage: 1 },
    );
    const created = rolloutCreated('search');
    const planned = foldOf(numbered([created]))
      .fold.table.of('default')
      .flag('search');
    const running = foldOf(numbered([created, started]))
      .fold.table.of('default')
      .flag('search');
    expect(running).toMatchObject({ status: 'in_progress', percentage: 1, activation: derivedId('a1') });
    expect(running?.revision).not.toBe(planned?.revision);
  });

  it('leaves a paused rollout on for its share, and takes the activation of its resumption', () => {
    const facts = metadata({ subject: streamId('default', 'rollout', 'search') });
    const share = { tier: 'tier_2_early_adopters', percentage: 10 } as const;
    const events = [
      rolloutCreated('search'),
      newEvent(RolloutStarted, { ...facts, id: derivedId('s') }, { activation: derivedId('a1'), ...share }),
      newEvent(RolloutPaused, { ...facts, id: derivedId('p') }, { reason: 'holidays' }),
      newEvent(RolloutResumed, { ...facts, id: derivedId('r') }, { activation: derivedId('a2'), ...share }),
    ];
    const after = (count: number) =>
      foldOf(numbered(events.slice(0, count)))
        .fold.table.of('default')
        .flag('search');
    expect(after(3)).toMatchObject({ status: 'paused', percentage: 10, activation: derivedId('a1') });
    expect(after(4)).toMatchObject({ status: 'in_progress', percentage: 10, activation: derivedId('a2') });
  });

  it('serves the live version beside the next one, and alone after that was rolled back', () => {
    const facts = metadata({ subject: streamId('default', 'rollout', 'search') });
    const [one, two] = [
      { number: 1, name: '1.0' },
      { number: 2, name: '2.0' },
    ];
    const share = { tier: 'tier_1_internal', percentage: 1 };
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => derivedId(name));
    const activation = { a: a ?? '', b: b ?? '', c: c ?? '', d: d ?? '' };
    const why = { automatic: true, reason: 'errors', evidence: null };
    const back = { activation: activation.d, ...why, version: two };
    const events = [
      rolloutCreated('search'),
      newEvent(RolloutStarted, facts, { activation: activation.a, ...share, version: one }),
      newEvent(RolloutCompleted, facts, { activation: activation.b }),
      newEvent(RolloutStarted, facts, { activation: activation.c, ...share, version: two }),
      newEvent(RolloutRolledBack, facts, { ...back, serving: one }),
    ].map((event, index) => ({ ...event, id: derivedId(String(index)) }));
    const after = (given: readonly EventEnvelope[]) =>
      foldOf(numbered(given)).fold.table.of('default').flag('search');
    expect(after(events.slice(0, 4))).toMatchObject({
      ...{ status: 'in_progress', percentage: 1, version: '2.0', activation: activation.c },
      live: { version: '1.0', activation: activation.b },
    });
    expect(after(events)).toMatchObject({
      ...{ status: 'rolled_back', percentage: 0 },
      live: { version: '1.0', activation: activation.d },
    });
    const off = newEvent(RolloutRolledBack, { ...facts, id: derivedId('off') }, back);
    expect(after([...events.slice(0, 4), off])).not.toHaveProperty('live');
  });
});

describe('the audience of a rollout', () => {
  const rolloutFacts = metadata({ subject: streamId('default', 'rollout', 'search') });
  const defined = (hash: string) =>
    newEvent(SegmentRuleDefined, metadata({ subject: streamId('default', 'segment', 'dutch') }), {
      ...{ key: 'dutch', name: 'Dutch', hash: hash.repeat(64) },
      rule: { op: 'equals', attribute: 'country', value: 'NL' },
    });
  const segment = numbered([defined('a'), defined('b')]);
  const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
  const digests = { first: one ?? '', second: two ?? '' };
  const changed = newEvent(
    RolloutAudienceChanged,
    { ...rolloutFacts, id: derivedId('changed') },
    {
      allow: { add: [digests.second], remove: [digests.first] },
      segments: { only: ['dutch'] },
      reason: 'test',
    },
  );
  const created = rolloutCreated('search');
  const listed = { ...created, data: { ...(created.data as object), allow: [digests.first] } };
  const rollout = numbered([listed, changed]);
  const after = (events: readonly EventEnvelope[]) => foldOf(events).fold.table.of('default').flag('search');

  it('has the present content of its segments, whatever came first, and a revision that goes with it', () => {
    const [early, late] = [after([...segment, ...rollout]), after([...rollout, ...segment])];
    expect(early).toMatchObject({
      allow: new Set([digests.second]),
      segments: { only: [{ segment: 'dutch', hash: 'b'.repeat(64) }] },
    });
    expect(late).toEqual(early);
    expect(after([...rollout, ...segment.slice(0, 1)])?.revision).not.toBe(early?.revision);
  });

  it('names a content that nobody has while the segment is not there', () => {
    expect(after(rollout)).toMatchObject({ segments: { only: [{ segment: 'dutch', hash: '' }] } });
  });
});

function rolloutCreated(key: string): EventEnvelope {
  const subject = streamId('default', 'rollout', key);
  const errorThreshold = { errorRate: 0.05, windowMs: 60_000, minOutcomes: 20 };
  const design = { key, name: key, salt: key, allow: [], deny: [], errorThreshold, minHoursInTier: 48 };
  return newEvent(RolloutCreated, metadata({ subject }), design);
}

describe('what experiments refer to', () => {
  const HASH = 'a'.repeat(64);
  const facts = (kind: 'layer' | 'holdout' | 'segment', key: string) =>
    metadata({ subject: streamId('default', kind, key) });
  const layer = numbered([
    newEvent(LayerCreated, facts('layer', 'page'), { key: 'page', name: 'Page', salt: 'l1' }),
    newEvent(LayerSlotGiven, facts('layer', 'page'), {
      experiment: 'checkout',
      ranges: [{ from: 0, to: 2_500 }],
    }),
  ]);
  const holdout = numbered([
    newEvent(HoldoutCreated, facts('holdout', 'all'), {
      key: 'all',
      name: 'Everybody',
      scope: 'global',
      percent: 5,
      salt: 'h1',
    }),
    newEvent(HoldoutEnded, facts('holdout', 'all'), { reason: 'measured' }),
  ]);
  const segment = numbered([
    newEvent(SegmentRuleDefined, facts('segment', 'dutch'), {
      key: 'dutch',
      name: 'Dutch',
      hash: HASH,
      rule: { op: 'equals', attribute: 'country', value: 'NL' },
    }),
  ]);
  const referring = numbered(
    history(
      {
        ...CREATED,
        design: { ...DESIGN, layer: 'page', targeting: { op: 'in_segment', segment: 'dutch' } },
      } as typeof CREATED,
      STARTED,
    ),
  );
  const compiled = (events: readonly EventEnvelope[]) => foldOf(events).fold.table.of('default');

  it('is the same whatever came first', () => {
    const [early, late] = [
      compiled([...layer, ...segment, ...referring]),
      compiled([...referring, ...segment, ...layer]),
    ];
    expect(early.experiment('checkout')).toMatchObject({
      layer: { layer: 'page', salt: 'l1', ranges: [{ from: 0, to: 2_500 }] },
      targeting: { op: 'in_segment', segment: 'dutch', hash: HASH },
    });
    expect(early.segment('dutch', HASH)).toMatchObject({ kind: 'rule' });
    expect(late.experiment('checkout')).toEqual(early.experiment('checkout'));
    expect(late.tag).toBe(early.tag);
  });

  it('is the same whatever came first, over any number of flags that name each other', () => {
    const chain = (key: string, requires?: string) =>
      numbered(
        history({
          ...CREATED,
          metadata: metadata({ subject: streamId('default', 'experiment', key) }),
          design: {
            ...{ ...DESIGN, key, number: key.codePointAt(0) ?? 0 },
            ...(requires === undefined
              ? { layer: 'page', targeting: { op: 'in_segment', segment: 'dutch' } }
              : { prerequisites: [{ flag: requires, variants: ['treatment'] }] }),
          },
        } as typeof CREATED).map((event) => ({ ...event, subject: streamId('default', 'experiment', key) })),
      );
    const streams = [chain('a', 'b'), chain('b', 'c'), chain('c'), layer, segment, holdout.slice(0, 1)];
    const first = compiled(streams.flat());
    for (const order of [streams.slice().reverse(), [...streams.slice(3), ...streams.slice(0, 3)]]) {
      // Once as a whole, and once as a process that follows: with every event compiled by itself.
      const live = new ConfigFold();
      for (const event of order.flat()) {
        live.apply(event);
        live.compile();
      }
      for (const config of [compiled(order.flat()), live.table.of('default')]) {
        expect(config.tag).toBe(first.tag);
        for (const key of ['a', 'b', 'c']) expect(config.experiment(key)).toEqual(first.experiment(key));
      }
    }
    const without = compiled([...streams.slice(0, 4), ...streams.slice(5)].flat());
    expect(without.experiment('a')?.revision).not.toBe(first.experiment('a')?.revision);
  });

  it('is part of the revision', () => {
    const before = compiled([...referring, ...segment]).experiment('checkout')?.revision;
    expect(compiled([...referring, ...segment, ...layer]).experiment('checkout')?.revision).not.toBe(before);
  });

  it('gives nobody to an experiment whose layer is not there', () => {
    expect(compiled(referring).experiment('checkout')?.layer?.ranges).toEqual([]);
  });

  it('holds out as long as the holdout lasts', () => {
    expect(compiled(holdout.slice(0, 1)).globalHoldouts()).toMatchObject([{ key: 'all', percent: 5 }]);
    expect(compiled(holdout).globalHoldouts()).toEqual([]);
  });

  it('leaves a definition the object it was when nothing of it changes', () => {
    const { fold } = foldOf(EXPERIMENT);
    const before = fold.table.of('default').experiment('checkout');
    for (const event of segment) fold.apply(event);
    fold.compile();
    expect(fold.table.of('default').experiment('checkout')).toBe(before);
  });
});
