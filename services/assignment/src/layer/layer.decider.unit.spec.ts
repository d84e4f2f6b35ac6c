import { metadata } from '../../test/support/experiment-story.js';
import type { LayerCommand, LayerStream } from './layer.decider.js';
import { layerDecider } from './layer.decider.js';
import { layerView } from './layers.service.js';

type Order = LayerCommand extends infer Command
  ? Command extends LayerCommand
    ? Omit<Command, 'metadata'>
    : never
  : never;

const CREATE: Order = { type: 'CreateLayer', layer: { key: 'pages', name: 'Pages', salt: 's' } };
const give = (experiment: string, percent: number): Order => ({
  type: 'GiveSlot',
  experiment,
  wanted: { percent },
});
const giveRanges = (experiment: string, ...ranges: readonly (readonly [number, number])[]): Order => ({
  type: 'GiveSlot',
  experiment,
  wanted: { ranges: ranges.map(([from, to]) => ({ from, to })) },
});

const decide = (state: LayerStream, order: Order) =>
  layerDecider.decide({ ...order, metadata: metadata() }, state);

function after(...orders: readonly Order[]): LayerStream {
  return orders.reduce<LayerStream>((state, order) => {
    const decision = decide(state, order);
    if (decision.outcome === 'refused') throw new TypeError(decision.refusal.code);
    return decision.events.reduce((now, event) => layerDecider.evolve(now, event), state);
  }, layerDecider.initial);
}

const slots = (state: LayerStream) => (state.status === 'existing' ? state.slots : {});
const refusal = (state: LayerStream, order: Order) => {
  const decision = decide(state, order);
  return decision.outcome === 'refused' ? decision.refusal : undefined;
};

describe('a layer', () => {
  it('gives each experiment buckets of its own', () => {
    expect(slots(after(CREATE, give('a', 40), give('b', 60)))).toEqual({
      a: [{ from: 0, to: 4_000 }],
      b: [{ from: 4_000, to: 10_000 }],
    });
  });

  it('shifts nobody when an experiment ends', () => {
    const full = [CREATE, give('a', 30), give('b', 30), give('c', 40)];
    const ended = after(...full, { type: 'ReleaseSlot', experiment: 'b' });
    expect(slots(ended)).toEqual({ a: [{ from: 0, to: 3_000 }], c: [{ from: 6_000, to: 10_000 }] });
    const next = after(...full, { type: 'ReleaseSlot', experiment: 'b' }, give('d', 20));
    expect(slots(next)).toMatchObject({
      a: [{ from: 0, to: 3_000 }],
      c: [{ from: 6_000, to: 10_000 }],
      d: [{ from: 3_000, to: 5_000 }],
    });
  });

  it('keeps what an experiment has when it gets more, and gives what is free in several pieces', () => {
    const state = after(
      CREATE,
      giveRanges('a', [1_000, 2_000]),
      giveRanges('b', [3_000, 10_000]),
      give('a', 25),
    );
    expect(slots(state)['a']).toEqual([
      { from: 1_000, to: 2_000 },
      { from: 0, to: 1_000 },
      { from: 2_000, to: 2_500 },
    ]);
  });

  it('takes the last buckets from an experiment that gets less', () => {
    expect(slots(after(CREATE, give('a', 50), give('a', 20)))['a']).toEqual([{ from: 0, to: 2_000 }]);
  });

  it.each<[string, Order, object]>([
    ['more than is free', give('b', 60.5), { code: 'LAYER_FULL', wantedPercent: 60.5, freePercent: 60 }],
    [
      'buckets that another one has',
      giveRanges('b', [3_999, 5_000]),
      { code: 'RANGES_INVALID', problems: [{ code: 'RANGE_OVERLAPS' }] },
    ],
    [
      'the same range twice',
      giveRanges('b', [5_000, 6_000], [5_000, 6_000]),
      { code: 'RANGES_INVALID', problems: [{ code: 'RANGE_REPEATED' }] },
    ],
    [
      'a range that is none',
      giveRanges('b', [6_000, 6_000]),
      { code: 'RANGES_INVALID', problems: [{ code: 'RANGE_INVALID' }] },
    ],
    ['what it has', give('a', 40), { code: 'SLOT_UNCHANGED', experiment: 'a' }],
    [
      'releasing what nobody has',
      { type: 'ReleaseSlot', experiment: 'x' },
      { code: 'SLOT_NOT_FOUND', experiment: 'x' },
    ],
    ['to be created again', CREATE, { code: 'LAYER_EXISTS', key: 'pages' }],
  ])('refuses %s', (_, order, expected) => {
    expect(refusal(after(CREATE, give('a', 40)), order)).toMatchObject(expected);
  });

  it('is not confused by an experiment with the name of what every object has', () => {
    const state = after(CREATE, give('constructor', 10));
    expect(refusal(after(CREATE), { type: 'ReleaseSlot', experiment: 'toString' })).toMatchObject({
      code: 'SLOT_NOT_FOUND',
    });
    expect(slots(state)).toEqual({ constructor: [{ from: 0, to: 1_000 }] });
  });

  it('has to exist', () => {
    expect(refusal(layerDecider.initial, give('a', 1))).toEqual({ code: 'LAYER_NOT_FOUND' });
  });

  it('shows the shares and what is left', () => {
    const state = after(CREATE, give('a', 12.5));
    if (state.status === 'absent') throw new TypeError('absent');
    expect(layerView(state)).toEqual({
      key: 'pages',
      name: 'Pages',
      version: 2,
      slots: [{ experiment: 'a', percent: 12.5, ranges: [{ from: 0, to: 1_250 }] }],
      freePercent: 87.5,
    });
  });
});
