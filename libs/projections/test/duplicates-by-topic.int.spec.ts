import { ExperimentPaused, ExperimentResumed, InteractionRecorded, TOPICS } from '@assay/contracts';
import type { ProjectionDefinition } from '../src/index.js';
import { batchOf, decision, interaction } from './example-events.js';
import { TestRuntime } from './test-runtime.js';

const [DECISIONS, INTERACTIONS] = [TOPICS.experiments.name, TOPICS.interactions.name];

/** Counts what came of each topic. */
const BOTH: ProjectionDefinition = {
  name: 'both',
  version: 1,
  topics: [DECISIONS, INTERACTIONS],
  handles: [ExperimentPaused.type, ExperimentResumed.type, InteractionRecorded.type],
  tables: ['CREATE TABLE came (topic text PRIMARY KEY, n int NOT NULL)'],
  duplicates: { byTopic: { [DECISIONS]: 'by-stream', [INTERACTIONS]: { withinMs: 86_400_000 } } },
  hashQueries: ['SELECT topic, n FROM came ORDER BY topic'],
  async apply(events, scope) {
    await scope.query(
      'INSERT INTO came AS own VALUES ($1, $2) ON CONFLICT (topic) DO UPDATE SET n = own.n + excluded.n',
      [scope.topic, events.length],
    );
  },
};

describe('a model of two topics', () => {
  let test: TestRuntime;
  beforeEach(async () => {
    test = await TestRuntime.open();
  });
  afterEach(() => test.close());

  const cameOf = async (definition: ProjectionDefinition): Promise<Readonly<Record<string, number>>> => {
    await test.prepare(definition);
    const applier = test.applier(definition);
    const decisions = [1, 1, 2, 4].map((version) => decision('stream', version));
    await applier.apply(batchOf(decisions, { topic: DECISIONS }));
    await applier.apply(
      batchOf(
        [1, 2, 2, 1].map((n) => interaction(n)),
        { topic: INTERACTIONS },
      ),
    );
    const rows = await test.rows<{ topic: string; n: number }>(definition, 'SELECT topic, n FROM came');
    return Object.fromEntries(rows.map(({ topic, n }) => [topic, n]));
  };

  it('recognises repeats of each in its own way, and tells the stream that has a gap', async () => {
    expect(await cameOf(BOTH)).toEqual({ [DECISIONS]: 2, [INTERACTIONS]: 2 });
    const status = await test.projections(BOTH).status(BOTH.name);
    expect(status.quarantined).toMatchObject([{ stream: 'stream' }]);
  });

  it('control: one that leaves a topic to its model has all of its repeats', async () => {
    const open = { ...BOTH, name: 'open', duplicates: { byTopic: { [DECISIONS]: 'by-stream' as const } } };
    expect(await cameOf(open)).toEqual({ [DECISIONS]: 2, [INTERACTIONS]: 4 });
  });
});
