import { EXIT, runCli } from '../src/index.js';
import { GAME, OPTIONS, OUTCOMES, importing } from './support/importing.js';

const here = importing();
const { file, sent, summary } = here;

describe('assay import into an experiment that is there', () => {
  const draft = (changes: object = {}) => ({
    key: 'game',
    origin: 'imported',
    status: 'running',
    run: 2,
    phase: 3,
    startedAt: '2020-01-01T00:00:00.000Z',
    variants: [
      { key: 'old', name: 'gate_30', isControl: true, weight: 3 },
      { key: 'gate_40', name: 'The new gate', isControl: false, weight: 1 },
    ],
    primaryMetric: { key: 'day7', type: 'proportion', event: 'came_back' },
    secondaryMetrics: [{ key: 'rounds', type: 'mean', event: 'played' }],
    ...changes,
  });
  const importThere = (...more: string[]) =>
    runCli(['import', file(GAME), ...OPTIONS, ...OUTCOMES, ...more], here.terminal);

  it('uses its run, phase, start, variants by key or name, weights and event names', async () => {
    here.assay.experiments.set('game', draft());
    expect(await importThere()).toBe(EXIT.done);
    expect(here.assay.exposures[0]).toMatchObject({
      run: 2,
      phase: 3,
      time: '2020-01-01T00:00:00.000Z',
      variant: 'old',
      propensity: 0.75,
    });
    expect(here.assay.exposures[2]).toMatchObject({ variant: 'gate_40', propensity: 0.25 });
    expect(sent('came_back')).toHaveLength(2);
    expect(sent('played')).toHaveLength(3);
  });

  it('starts it when it is a draft', async () => {
    here.assay.experiments.set('game', draft({ status: 'draft', run: null, phase: null, startedAt: null }));
    await importThere('--start', '2021-01-01T00:00:00Z');
    expect(here.assay.experiments.get('game')).toMatchObject({
      status: 'running',
      startedAt: '2021-01-01T00:00:00.000Z',
    });
  });

  it('refuses rows of variants it does not have', async () => {
    const variants = [
      ...draft().variants.slice(0, 1),
      { key: 'other', name: 'other', isControl: false, weight: 1 },
    ];
    here.assay.experiments.set('game', draft({ variants }));
    expect(await importThere('--json')).toBe(EXIT.refusedRows);
    expect(summary()['refusals']).toMatchObject([
      { line: 4, problem: 'variant is "gate_40", which game does not have' },
      { line: 5, problem: 'variant is "gate_40", which game does not have' },
    ]);
  });

  it('refuses values that do not fit the type of its metric', async () => {
    const secondaryMetrics = [{ key: 'rounds', type: 'proportion', event: 'played' }];
    here.assay.experiments.set('game', draft({ secondaryMetrics }));
    await importThere('--json');
    expect(summary()['refusals']).toContainEqual({
      line: 2,
      problem: 'rounds is 3; the metric is a proportion and takes TRUE, FALSE, 0 and 1',
    });
  });

  it.each([
    ['it is missing', undefined, 'There is no experiment game'],
    ['Assay assigns it itself', draft({ origin: 'assigned' }), 'game is assigned by Assay itself'],
    [
      'its control is another one',
      draft({ variants: [...draft().variants].reverse().map((v) => ({ ...v, isControl: !v.isControl })) }),
      'the control of game is The new gate',
    ],
    ['it lacks a metric', draft({ secondaryMetrics: [] }), 'game has no metric rounds; it has day7'],
  ])('ends with a sentence when %s', async (_case, experiment, message) => {
    if (experiment !== undefined) here.assay.experiments.set('game', experiment);
    expect(await importThere()).toBe(EXIT.usage);
    expect(here.terminal.noted.at(-1)).toContain(message);
    expect(here.assay.events.size).toBe(0);
  });
});
