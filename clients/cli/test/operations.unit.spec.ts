import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const ANALYTICS = '/api/v1/admin/services/analytics';

describe('operations', () => {
  let assay: FakeAssay;
  let terminal: ReturnType<typeof testTerminal>;

  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
  });
  afterEach(() => assay.stop());

  const model = (hash: string, offset: number) => ({
    hash,
    rows: 7,
    positions: [{ topic: 't', partition: 0, offset }],
  });

  /** Projections whose hashes are these before the rebuild, and after it. */
  function projections(before: Record<string, object>, after: Record<string, object>): string[] {
    const rebuilt: string[] = [];
    const list = (hashes: Record<string, object>) => ({
      status: 200,
      body: {
        service: 'analytics',
        projections: Object.entries(hashes).map(([name, hash]) => ({ name, hash })),
      },
    });
    let done = 0;
    assay.routes.set(`GET ${ANALYTICS}/projections`, () => list(rebuilt.length === 0 ? before : after));
    for (const name of Object.keys(before)) {
      const progress = (state: string) => ({
        status: 202,
        body: { state, eventsDone: done, eventsTotal: 100 },
      });
      assay.routes.set(`POST ${ANALYTICS}/projections/${name}/rebuild`, () => {
        rebuilt.push(name);
        done = 0;
        return progress('running');
      });
      assay.routes.set(`GET ${ANALYTICS}/projections/${name}/rebuild`, () => {
        done += 50;
        return progress(done >= 100 ? 'done' : 'running');
      });
    }
    return rebuilt;
  }

  describe('assay rebuild', () => {
    it('rebuilds every projection of a service and finds the same hash', async () => {
      const models = { units: model('aa11', 5), experiments: model('bb22', 9) };
      const rebuilt = projections(models, models);
      expect(await runCli(['rebuild', 'analytics'], terminal)).toBe(EXIT.done);
      expect(rebuilt).toEqual(['units', 'experiments']);
      expect(terminal.printed.join('\n')).toMatch(/units.*7.*aa11.*identical/);
      expect(terminal.noted.join('\n')).toContain('Rebuilding units: 100 of 100 events');
    });

    it('rebuilds one projection alone', async () => {
      const models = { units: model('aa11', 5), experiments: model('bb22', 9) };
      const rebuilt = projections(models, models);
      await runCli(['rebuild', 'analytics', 'experiments'], terminal);
      expect(rebuilt).toEqual(['experiments']);
    });

    it('rebuilds everything, service by service, when asked for all', async () => {
      const models = { units: model('aa11', 5) };
      const rebuilt = projections(models, models);
      for (const service of ['assignment', 'event-ingest', 'promotion', 'rollout'])
        assay.routes.set(`GET /api/v1/admin/services/${service}/projections`, () => ({
          status: 200,
          body: { projections: [] },
        }));
      expect(await runCli(['rebuild', '--all'], terminal)).toBe(EXIT.done);
      expect(rebuilt).toEqual(['units']);
      for (const args of [['rebuild'], ['rebuild', 'analytics', '--all']])
        expect(await runCli(args, terminal)).toBe(EXIT.usage);
      expect(terminal.noted.at(-1)).toContain('Name one service');
    });

    it('ends with exit code 5 when the model differs at the same positions', async () => {
      projections({ units: model('aa11', 5) }, { units: model('cc33', 5) });
      expect(await runCli(['rebuild', 'analytics', '--json'], terminal)).toBe(EXIT.differs);
      expect(JSON.parse(terminal.printed[0] ?? '')).toMatchObject({
        service: 'analytics',
        rebuilt: [
          { projection: 'units', verdict: 'different', before: { hash: 'aa11' }, after: { hash: 'cc33' } },
        ],
      });
    });

    it('compares nothing when the log has moved on', async () => {
      projections({ units: model('aa11', 5) }, { units: model('cc33', 6) });
      expect(await runCli(['rebuild', 'analytics'], terminal)).toBe(EXIT.done);
      expect(terminal.printed.join('\n')).toContain('the log moved on meanwhile');
    });

    it('names the projections there are when asked for another', async () => {
      projections({ units: model('aa11', 5) }, {});
      expect(await runCli(['rebuild', 'analytics', 'people'], terminal)).toBe(EXIT.usage);
      expect(terminal.noted.at(-1)).toContain('analytics has no projection people; it has units');
    });

    it('joins a rebuild that is under way, and begins none', async () => {
      const rebuilt = projections({ units: model('aa11', 5) }, { units: model('aa11', 5) });
      expect(await runCli(['rebuild', 'analytics', '--follow'], terminal)).toBe(EXIT.done);
      expect(rebuilt).toEqual([]);
      expect(terminal.noted.join('\n')).toContain('Rebuilding units: 100 of 100 events');
    });

    it('passes on why a rebuild is refused', async () => {
      projections({ units: model('aa11', 5) }, {});
      const problem = {
        status: 409,
        code: 'REBUILD_RUNNING',
        title: 'Conflict',
        detail: 'units is being rebuilt',
      };
      assay.routes.set(`POST ${ANALYTICS}/projections/units/rebuild`, () => ({ status: 409, body: problem }));
      expect(await runCli(['rebuild', 'analytics'], terminal)).toBe(EXIT.failed);
      expect(terminal.noted.at(-1)).toContain('409 REBUILD_RUNNING: units is being rebuilt');
    });
  });

  it.each(['rebuild', 'lag'])(
    'assay %s names the services there are when asked for another',
    async (command) => {
      expect(await runCli([command, 'analysis'], terminal)).toBe(EXIT.usage);
      expect(terminal.noted.at(-1)).toContain(
        'no service "analysis"; there are assignment, event-ingest, analytics',
      );
    },
  );

  describe('assay lag', () => {
    const lag = (service: string, projection: object) =>
      assay.routes.set(`GET /api/v1/admin/services/${service}/lag`, () => ({
        status: 200,
        body: { service, projections: [projection] },
      }));

    beforeEach(() => {
      lag('analytics', { name: 'units', lag: 1234, completeTo: '2026-03-01T12:00:00.000Z', running: true });
      lag('rollout', { name: 'windows', lag: 0, completeTo: null, running: true, lastError: 'no contact' });
    });

    it('shows all services that have read models', async () => {
      expect(await runCli(['lag'], terminal)).toBe(EXIT.done);
      const text = terminal.printed.join('\n');
      expect(text).toMatch(/analytics.*units.*1,234.*2026-03-01T12:00:00.000Z.*running/);
      expect(text).toMatch(/rollout.*windows.*0.*–.*running; last error: no contact/);
      expect(text).not.toContain('event-ingest');
    });

    it('shows one service alone, and prints JSON', async () => {
      await runCli(['lag', 'analytics', '--json'], terminal);
      expect(JSON.parse(terminal.printed[0] ?? '')).toEqual([
        { service: 'analytics', projections: [expect.objectContaining({ name: 'units', lag: 1234 })] },
      ]);
    });

    it('says when the service asked for has none', async () => {
      expect(await runCli(['lag', 'assignment'], terminal)).toBe(EXIT.failed);
      expect(terminal.noted.at(-1)).toContain('404');
    });
  });
});
