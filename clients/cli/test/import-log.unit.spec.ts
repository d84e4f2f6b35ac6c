import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const SERVICES = '/api/v1/admin/services';
const TOPIC = 'assay.interactions.v1';

describe('assay import-log, given again', () => {
  let assay: FakeAssay;
  let terminal: ReturnType<typeof testTerminal>;
  const restored: string[] = [];

  /** Where each service stands, and how many messages the log has. */
  function target(states: Record<string, string>, end: number): void {
    for (const [service, state] of Object.entries(states)) {
      assay.routes.set(`GET ${SERVICES}/${service}/store`, () => ({
        status: 200,
        body: { service, state, detail: null },
      }));
      assay.routes.set(`POST ${SERVICES}/${service}/store/restore`, () => {
        restored.push(service);
        return { status: 200, body: { line: 'done', checked: 3, unit: 'events' } };
      });
    }
    const topic = { name: TOPIC, partitions: [{ partition: 0, earliest: 0, end }] };
    assay.routes.set(`GET ${SERVICES}/event-ingest/topics`, () => ({
      status: 200,
      body: { items: [topic] },
    }));
  }

  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
    restored.length = 0;
    mkdirSync(join(terminal.folder, 'exported'));
    const lines = [0, 1].map((offset) =>
      JSON.stringify({ topic: TOPIC, partition: 0, offset, key: 'k', headers: {}, data: {} }),
    );
    writeFileSync(join(terminal.folder, 'exported', `${TOPIC}.ndjson`), `${lines.join('\n')}\n`);
  });
  afterEach(() => assay.stop());

  const HALF = {
    ...{ assignment: 'open', 'event-ingest': 'open' },
    ...{ analytics: 'awaiting-import', promotion: 'awaiting-import', rollout: 'awaiting-import' },
  };

  it('goes on with the stores that were left, where the log has all of the export', async () => {
    target(HALF, 2);
    expect(await runCli(['import-log', 'exported'], terminal)).toBe(EXIT.done);
    expect(restored).toEqual(['analytics', 'promotion', 'rollout']);
    expect(terminal.printed.join('\n')).toContain('2 were there already');
  });

  it.each([
    ['the log lacks some of it, and somebody may write', HALF, 1],
    ['nobody waits any more', { ...HALF, analytics: 'open', promotion: 'open', rollout: 'open' }, 2],
  ])('is refused where %s', async (_name, states, end) => {
    target(states, end);
    expect(await runCli(['import-log', 'exported'], terminal)).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain('assignment does not wait for an import (it is "open")');
    expect(restored).toEqual([]);
  });
});
