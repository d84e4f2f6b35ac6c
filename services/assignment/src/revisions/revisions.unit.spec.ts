import { evaluate, MemberSet } from '@assay/bucketing';
import type { EventEnvelope } from '@assay/contracts';
import {
  HoldoutChanged,
  HoldoutCreated,
  LayerCreated,
  LayerSlotGiven,
  newEvent,
  SegmentListDefined,
  streamId,
} from '@assay/contracts';
import type { EventStore, StoredEvent } from '@assay/event-store';
import type { CommandOf } from '../../test/support/experiment-story.js';
import { DESIGN, given, metadata, STARTED, variant } from '../../test/support/experiment-story.js';
import type { ExperimentStreamEvent } from '../experiment/experiment-evolve.fold.js';
import type { ExperimentDesign } from '../experiment/experiment-state.js';
import type { DefinitionList } from '../references/definition-list.js';
import type { SegmentMembers } from '../segment/members/segment-members.js';
import { PastEvents } from './past-events.js';
import { Revisions } from './revisions.js';

const at = (minute: number): string => `2026-01-05T10:${String(minute).padStart(2, '0')}:00.000Z`;
const instant = (minute: number): number => Date.parse(at(minute));

/** A log that is written one event a minute. */
class Past {
  private readonly stored: StoredEvent[] = [];

  experiment(key: string, command: CommandOf): this {
    const stream = streamId('default', 'experiment', key);
    const own = this.stored.filter((event) => event.stream === stream);
    const events = own.map(({ event }) => event as ExperimentStreamEvent);
    const dated = { ...command, metadata: metadata({ subject: stream, time: this.now() }) } as CommandOf;
    const decision = given(events).when(dated);
    if (decision.outcome === 'refused') throw new TypeError(decision.refusal.code);
    const time = this.now();
    for (const event of decision.events) this.append(stream, { ...event, time });
    return this;
  }

  definition(event: EventEnvelope): this {
    this.append(event.subject, { ...event, time: this.now() });
    return this;
  }

  revisions(): Revisions {
    const store = {
      load: (stream: string) => Promise.resolve(this.stored.filter((event) => event.stream === stream)),
    } as unknown as EventStore;
    const list = { keys: () => Promise.resolve(['all']) } as unknown as DefinitionList;
    const members = {
      load: (_project: string, hash: string) =>
        Promise.resolve(hash === 'a'.repeat(64) ? MemberSet.of(['u1']).bytes : MemberSet.of(['u2']).bytes),
    } as unknown as SegmentMembers;
    return new Revisions(new PastEvents(store, list), members);
  }

  /** The minute is that of the number of commands so far. */
  private minute = 0;

  private now(): string {
    return at(this.minute);
  }

  next(): this {
    this.minute += 1;
    return this;
  }

  private append(stream: string, event: EventEnvelope): void {
    const version = this.stored.filter((stored) => stored.stream === stream).length + 1;
    this.stored.push({ stream, event, version, position: this.stored.length });
  }
}

const create = (key: string, design: Partial<ExperimentDesign> = {}): CommandOf => ({
  type: 'CreateExperiment',
  design: { ...DESIGN, key, ...design },
  variants: [variant('control'), variant('treatment')],
});
const weights = (control: number): CommandOf => ({ type: 'ChangeWeights', weights: { control } });
const of = (kind: 'layer' | 'holdout' | 'segment', key: string) =>
  metadata({ subject: streamId('default', kind, key) });
const segment = (letter: string) =>
  newEvent(SegmentListDefined, of('segment', 'beta'), {
    key: 'beta',
    name: 'Beta',
    hash: letter.repeat(64),
    size: 1,
  });

describe('revisions of an experiment', () => {
  const past = new Past()
    .experiment('checkout', create('checkout'))
    .next()
    .experiment('checkout', STARTED)
    .next()
    .experiment('checkout', weights(9))
    .next()
    .experiment('checkout', { type: 'TickItem', item: 'analysis' })
    .next()
    .experiment('checkout', weights(1));
  const revisions = past.revisions();

  it('are those that it had, with when and by what', async () => {
    const entries = await revisions.list('default', 'checkout');
    expect(entries.slice(-3).map(({ from, by }) => [from, by.type])).toEqual([
      [at(1), 'ExperimentStarted'],
      [at(2), 'WeightsChanged'],
      [at(4), 'WeightsChanged'],
    ]);
    expect(new Set(entries.map(({ revision }) => revision)).size).toBe(entries.length);
  });

  it('are found by name, and by time', async () => {
    for (const { revision, from, definition } of (await revisions.list('default', 'checkout')).slice(-3)) {
      const named = await revisions.withRevision('default', 'checkout', revision);
      expect(named).toMatchObject({ definition, from });
      expect((await revisions.asOf('default', 'checkout', Date.parse(from)))?.definition).toEqual(definition);
    }
  });

  it('are none before the experiment was created, and none that it never had', async () => {
    expect(await revisions.asOf('default', 'checkout', instant(0) - 1)).toBeUndefined();
    expect(await revisions.withRevision('default', 'checkout', 'gone')).toBeUndefined();
    expect(await revisions.list('default', 'nobody')).toEqual([]);
  });
});

describe('what an experiment referred to', () => {
  const past = new Past()
    .definition(newEvent(LayerCreated, of('layer', 'pages'), { key: 'pages', name: 'P', salt: 's' }))
    .definition(
      newEvent(LayerSlotGiven, of('layer', 'pages'), {
        experiment: 'checkout',
        ranges: [{ from: 0, to: 10_000 }],
      }),
    )
    .definition(segment('a'))
    .experiment('shop', create('shop'))
    .experiment('shop', STARTED)
    .experiment(
      'checkout',
      create('checkout', {
        layer: 'pages',
        targeting: { op: 'in_segment', segment: 'beta' },
        prerequisites: [{ flag: 'shop', variants: ['control', 'treatment'] }],
      }),
    )
    .experiment('checkout', STARTED)
    .experiment('later', create('later', { prerequisites: [{ flag: 'dark', variants: ['on'] }] }))
    .next()
    .definition(segment('b'))
    .next()
    .experiment('shop', weights(5))
    .next()
    .definition(
      newEvent(HoldoutCreated, of('holdout', 'all'), {
        key: 'all',
        name: 'All',
        scope: 'global',
        percent: 0,
        salt: 'h',
      }),
    )
    .next()
    .definition(newEvent(HoldoutChanged, of('holdout', 'all'), { percent: 100, reason: 'test' }));
  const revisions = past.revisions();

  it('gives it another revision each time that it changes', async () => {
    const entries = await revisions.list('default', 'checkout');
    expect(entries.slice(-4).map(({ by }) => by.type)).toEqual([
      'SegmentListDefined',
      'WeightsChanged',
      'HoldoutCreated',
      'HoldoutChanged',
    ]);
  });

  it.each([
    [0, 'u1', true, 'split'],
    [0, 'u2', false, undefined],
    [1, 'u1', false, undefined],
    [3, 'u2', true, 'split'],
    [4, 'u2', false, 'holdout'],
  ])('is evaluated as it stood in minute %i for %s', async (minute, unit, inExperiment, reason) => {
    const found = await revisions.asOf('default', 'checkout', instant(minute));
    if (found === undefined) throw new TypeError('no definition');
    const evaluation = evaluate(found.snapshot, 'checkout', { unit });
    expect(evaluation).toMatchObject({ inExperiment, ...(reason === undefined ? {} : { reason }) });
  });

  it('finds flags of other services where it is told how', async () => {
    const rollout = { kind: 'rollout', key: 'dark' } as never;
    let asked = 0;
    const others = () => {
      asked += 1;
      return Promise.resolve((key: string) => (key === 'dark' ? rollout : undefined));
    };
    const found = await revisions.asOf('default', 'later', instant(4), others);
    expect(found?.snapshot.flag('dark')).toBe(rollout);
    expect(found?.snapshot.flag('later')).toMatchObject({ kind: 'experiment' });
    expect(found?.snapshot.flag('gone')).toBeUndefined();
    // Nobody is asked where nothing else is named.
    await revisions.asOf('default', 'checkout', instant(4), others);
    expect(asked).toBe(1);
  });
});
