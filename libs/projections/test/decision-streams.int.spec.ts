import { TOPICS } from '@assay/contracts';
import { batchOf, decision, interaction } from './example-events.js';
import { STREAM_STATUS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const EXPERIMENTS = TOPICS.experiments.name;

describe('a model of decision streams', () => {
  let test: TestRuntime;
  beforeEach(async () => {
    test = await TestRuntime.open();
  });
  afterEach(() => test.close());

  const [A, B] = ['default/experiment/a', 'default/experiment/b'];
  beforeEach(() => test.prepare(STREAM_STATUS));

  async function deliver(versions: readonly (readonly [string, number])[], offset = 0): Promise<void> {
    const events = versions.map(([stream, version]) => decision(stream, version));
    await test.applier(STREAM_STATUS).apply(batchOf(events, { topic: EXPERIMENTS, offset }));
  }
  const pauses = () =>
    test.rows<{ stream: string; version: number }>(
      STREAM_STATUS,
      'SELECT stream, version FROM pauses ORDER BY stream, version',
    );

  it('follows them in the order of their versions, repeats ignored, also across batches', async () => {
    await deliver([
      [A, 1],
      [A, 1],
      [A, 2],
      [B, 1],
    ]);
    await deliver(
      [
        [A, 2],
        [A, 3],
        [B, 1],
      ],
      4,
    );
    expect(await pauses()).toEqual([
      { stream: A, version: 1 },
      { stream: A, version: 3 },
      { stream: B, version: 1 },
    ]);
  });

  it('puts a stream with a gap aside, that one alone, keeping its last good state', async () => {
    await deliver([
      [A, 1],
      [A, 3],
      [B, 1],
      [A, 2],
    ]);
    await deliver(
      [
        [A, 4],
        [A, 5],
        [B, 2],
        [B, 3],
      ],
      4,
    );
    expect(await pauses()).toEqual([
      { stream: A, version: 1 },
      { stream: B, version: 1 },
      { stream: B, version: 3 },
    ]);
    const { quarantined } = await test.projections(STREAM_STATUS).status('stream-status');
    expect(quarantined).toEqual([{ stream: A, reason: `version 3 at ${EXPERIMENTS}[0]:1, expected 2` }]);
  });

  it('refuses an event without a version', async () => {
    const stray = batchOf([interaction(1)], { topic: EXPERIMENTS });
    await expect(test.applier(STREAM_STATUS).apply(stray)).rejects.toMatchObject({
      code: 'NO_STREAM_VERSION',
      transient: false,
    });
  });
});
