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

  const DIFFERENCE = {
    ...{ kind: 'row-changed', severity: 'damage', place: 'analytics units: units', since: null },
    ...{ problem: 'n is not what the log gives', expected: { n: '1' }, found: { n: '2' } },
  };
  const SEAL = { ...DIFFERENCE, kind: 'record-altered', place: 'assay.experiments.v1[2]:7' };

  /** Projections with these hashes, and how their rebuilds end. */
  function projections(
    models: Record<string, object>,
    { state, found, findings = [] }: { state: string; found: number | null; findings?: readonly object[] } = {
      state: 'done',
      found: 0,
    },
  ): string[] {
    const rebuilt: string[] = [];
    const list = (hashes: Record<string, object>) => ({
      status: 200,
      body: {
        service: 'analytics',
        projections: Object.entries(hashes).map(([name, hash]) => ({ name, hash })),
      },
    });
    let done = 0;
    assay.routes.set(`GET ${ANALYTICS}/projections`, () => list(models));
    for (const name of Object.keys(models)) {
      const progress = (now: string) => ({
        status: 202,
        body: { state: now, found: now === 'running' ? null : found, eventsDone: done, eventsTotal: 100 },
      });
      assay.routes.set(`GET ${ANALYTICS}/projections/${name}/rebuild/findings`, () => ({
        status: 200,
        body: { findings },
      }));
      assay.routes.set(`POST ${ANALYTICS}/projections/${name}/rebuild`, (_body, { url = '' }) => {
        rebuilt.push(url.endsWith('?acceptDifference=true') ? `${name} accepted` : name);
        done = 0;
        return progress('running');
      });
      assay.routes.set(`GET ${ANALYTICS}/projections/${name}/rebuild`, () => {
        done += 50;
        return progress(done >= 100 ? state : 'running');
      });
    }
    return rebuilt;
  }

  describe('assay rebuild', () => {
    it('rebuilds every projection of a service and finds the same hash', async () => {
      const models = { units: model('aa11', 5), experiments: model('bb22', 9) };
      const rebuilt = projections(models);
      expect(await runCli(['rebuild', 'analytics'], terminal)).toBe(EXIT.done);
      expect(rebuilt).toEqual(['units', 'experiments']);
      expect(terminal.printed.join('\n')).toMatch(/units.*7.*aa11.*identical/);
      expect(terminal.noted.join('\n')).toContain('Rebuilding units: 100 of 100 events');
    });

    it('rebuilds one projection alone', async () => {
      const models = { units: model('aa11', 5), experiments: model('bb22', 9) };
      const rebuilt = projections(models);
      await runCli(['rebuild', 'analytics', 'experiments'], terminal);
      expect(rebuilt).toEqual(['experiments']);
    });

    it('rebuilds everything, service by service, when asked for all', async () => {
      const models = { units: model('aa11', 5) };
      const rebuilt = projections(models);
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

    it('ends with exit code 5 where the model differs, lists how, and says how to accept it', async () => {
      projections({ units: model('aa11', 5) }, { state: 'held', found: 1, findings: [DIFFERENCE] });
      expect(await runCli(['rebuild', 'analytics'], terminal)).toBe(EXIT.differs);
      const text = terminal.printed.join('\n');
      expect(text).toMatch(/units.*aa11.*DIFFERENT at the same place of the log: not swapped in/);
      expect(text).toContain('DAMAGE row-changed: analytics units: units');
      expect(text).toContain('assay rebuild analytics units --accept-difference');
      terminal.printed.length = 0;
      await runCli(['rebuild', 'analytics', '--json'], terminal);
      expect(JSON.parse(terminal.printed[0] ?? '')).toMatchObject({
        service: 'analytics',
        rebuilt: [{ projection: 'units', verdict: 'different', findings: [DIFFERENCE] }],
      });
    });

    it('ends with exit code 6 where the log is not what was sealed', async () => {
      projections({ units: model('aa11', 5) }, { state: 'held', found: 1, findings: [SEAL] });
      expect(await runCli(['rebuild', 'analytics'], terminal)).toBe(EXIT.damaged);
      expect(terminal.printed.join('\n')).toContain('the log is DAMAGED: not built');
    });

    it('swaps in what differs when that is accepted, and lists how it differed', async () => {
      const rebuilt = projections(
        { units: model('cc33', 5) },
        { state: 'done', found: 1, findings: [DIFFERENCE] },
      );
      expect(await runCli(['rebuild', 'analytics', '--accept-difference'], terminal)).toBe(EXIT.done);
      expect(rebuilt).toEqual(['units accepted']);
      expect(terminal.printed.join('\n')).toMatch(/swapped in as asked[^]*DAMAGE row-changed/);
    });

    it('compares a new version with nothing', async () => {
      projections({ units: model('cc33', 6) }, { state: 'done', found: null });
      expect(await runCli(['rebuild', 'analytics'], terminal)).toBe(EXIT.done);
      expect(terminal.printed.join('\n')).toContain('a new version, compared with nothing');
    });

    it('names the projections there are when asked for another', async () => {
      projections({ units: model('aa11', 5) });
      expect(await runCli(['rebuild', 'analytics', 'people'], terminal)).toBe(EXIT.usage);
      expect(terminal.noted.at(-1)).toContain('analytics has no projection people; it has units');
    });

    it('joins a rebuild that is under way, and begins none', async () => {
      const rebuilt = projections({ units: model('aa11', 5) });
      expect(await runCli(['rebuild', 'analytics', '--follow'], terminal)).toBe(EXIT.done);
      expect(rebuilt).toEqual([]);
      expect(terminal.noted.join('\n')).toContain('Rebuilding units: 100 of 100 events');
    });

    it('passes on why a rebuild is refused', async () => {
      projections({ units: model('aa11', 5) });
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
