import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';
import { verifyChain } from './verify-chain.js';

describe('verifying the chain', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore();
    const other = 'default/experiment/other';
    await test.store.append(
      STREAM,
      0,
      ['a', 'b', 'c'].map((name) => variantAdded(name)),
    );
    await test.store.append(
      other,
      0,
      ['a', 'b'].map((name) => variantAdded(name, other)),
    );
  });
  afterEach(() => test.close());

  /** What somebody with the rights of the owner could do: switch the trigger off and change the data. */
  async function tamper(statement: string): Promise<void> {
    await test.pool.query('ALTER TABLE events DISABLE TRIGGER events_unchanged');
    await test.pool.query(statement);
    await test.pool.query('ALTER TABLE events ENABLE TRIGGER events_unchanged');
  }

  it('finds a store as it was written intact', async () => {
    expect(await verifyChain(test.pool)).toEqual({ intact: true, events: 5, streams: 2 });
  });

  it('finds an empty store intact', async () => {
    const empty = await openTestStore();
    expect(await verifyChain(empty.pool)).toEqual({ intact: true, events: 0, streams: 0 });
    await empty.close();
  });

  it.each([
    [
      'one changed character',
      `UPDATE events SET envelope = replace(envelope::text, 'Variant b', 'Variant B')::json WHERE stream = '${STREAM}'`,
      { stream: STREAM, version: 2, problem: 'its content is not what was hashed' },
    ],
    [
      'added white space',
      `UPDATE events SET envelope = (envelope::text || ' ')::json WHERE stream = '${STREAM}' AND version = 3`,
      { stream: STREAM, version: 3, problem: 'the envelope is not canonical JSON' },
    ],
    [
      'a removed event',
      `DELETE FROM events WHERE stream = '${STREAM}' AND version = 2`,
      { stream: STREAM, version: 3, problem: 'version 2 is missing' },
    ],
    [
      'a removed end',
      `DELETE FROM events WHERE stream = '${STREAM}' AND version = 3`,
      { stream: STREAM, version: 2, problem: 'what its stream notes as the last event is missing' },
    ],
    [
      'a changed column',
      `UPDATE events SET type = 'ExperimentPaused' WHERE stream = '${STREAM}' AND version = 1`,
      { stream: STREAM, version: 1, problem: 'the columns do not say what the envelope says' },
    ],
    [
      'a removed stream',
      `WITH gone AS (DELETE FROM streams WHERE id = '${STREAM}') DELETE FROM events WHERE stream = '${STREAM}'`,
      { stream: '', version: 0, problem: '3 positions are missing' },
    ],
  ])('finds %s', async (_name, statement, damage) => {
    await tamper(statement);
    expect(await verifyChain(test.pool)).toEqual({ intact: false, ...damage });
  });

  it('finds an event whose own hash was recomputed after a change, by its successor', async () => {
    const { hashOfEvent } = await import('@assay/contracts');
    const { canonicalJson } = await import('@assay/contracts');
    const [, second] = await test.store.readFrom(0, 2);
    const forged = { ...second?.event, actor: 'mallory' } as NonNullable<typeof second>['event'];
    const json = canonicalJson({ ...forged, assayhash: hashOfEvent(forged) });
    await test.pool.query('ALTER TABLE events DISABLE TRIGGER events_unchanged');
    await test.pool.query('UPDATE events SET envelope = $1::json WHERE position = 1', [json]);
    expect(await verifyChain(test.pool)).toEqual({
      intact: false,
      stream: STREAM,
      version: 3,
      problem: 'it does not follow its predecessor',
    });
  });
});
