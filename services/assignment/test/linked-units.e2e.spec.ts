import { evaluateExperiment } from '@assay/bucketing';
import type { UnitAssigned, UnitsLinked } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { FlagExplanation } from '../src/explain/flag-explain.service.js';
import { ConfigStore } from '../src/gateway/config/config-store.js';
import type { LinkAnswer } from '../src/identity/identities.service.js';
import { IdentityClaims } from '../src/identity/identity-claims.js';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin/experiments';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];

interface Assigned {
  readonly variant: string;
  readonly reason: string;
  readonly inExperiment: boolean;
}

describe('a unit that logs in', () => {
  const services: AssignmentApp[] = [];
  let service: AssignmentApp;

  const assigned = async (experiment: string, unit: string, on = service): Promise<Assigned> =>
    (await on.call<Assigned>('POST', '/api/v1/experiments/assign', { experiment, unit })).body;
  const link = async (anonymous: string, user: string) =>
    (await service.call<LinkAnswer>('POST', '/api/v1/identities/link', { anonymous, user })).body;

  /** What the hash alone would give. */
  function drawn(experiment: string, unit: string): string {
    const definition = service.app.get(ConfigStore).table.of('default').experiment(experiment);
    const { variant, inExperiment } = definition ? evaluateExperiment(definition, { unit }) : {};
    return inExperiment === true ? (variant ?? '') : 'outside';
  }

  /** Names of units for which the hash gives this. */
  const unitsWith = (experiment: string, variant: string, prefix: string): readonly string[] =>
    Array.from({ length: 200 }, (_, index) => `${prefix}-${String(index)}`).filter(
      (unit) => drawn(experiment, unit) === variant,
    );

  async function start(key: string, trafficAllocation = 100): Promise<void> {
    await service.call('POST', ADMIN, { key, variants: VARIANTS, trafficAllocation });
    await service.call('POST', `${ADMIN}/${key}/start`, {});
    await eventually(
      () => service.app.get(ConfigStore).table.of('default').experiment(key)?.status === 'running',
    );
  }

  beforeAll(async () => {
    service = await assignmentApp();
    services.push(service);
    await start('shop');
    await start('tenth', 10);
  });
  afterAll(async () => {
    for (const each of services.reverse()) await each.stop();
  });

  it('keeps the variant of before, at once, where the hash would give another', async () => {
    const anonymous = unitsWith('shop', 'treatment', 'visitor').slice(0, 20);
    const users = unitsWith('shop', 'control', 'user').slice(0, 20);
    for (const [index, unit] of anonymous.entries()) {
      const user = users[index] ?? '';
      expect((await assigned('shop', unit)).variant).toBe('treatment');
      expect(await link(unit, user)).toMatchObject({ outcome: 'linked', carried: ['shop'], flips: [] });
      expect(await assigned('shop', user)).toMatchObject({ variant: 'treatment', reason: 'sticky' });
    }
    // Control run: without the link the hash decides, and every one of them would flip.
    expect(users.map((user) => drawn('shop', user))).toEqual(users.map(() => 'control'));
  });

  it('is recorded with the assignment that it had, as the user’s own', async () => {
    const events = await eventually(async () => {
      const all = (await service.stored('assay.assignments.v1')) as readonly UnitAssigned[];
      const carried = all.filter(({ data }) => data.linkedFrom !== undefined);
      return carried.length >= 20 && all;
    });
    for (const { data, causationid } of events.filter((event) => event.data.linkedFrom !== undefined)) {
      const before = events.find(({ data: { unit } }) => unit === data.linkedFrom);
      expect(causationid).toBe(before?.id);
      expect({ ...data, linkedFrom: undefined, unit: before?.data.unit }).toEqual(before?.data);
    }
    expect(events.filter(({ subject }) => subject.startsWith('user-'))).toHaveLength(20);
  });

  describe('of links of one unit that are made at once', () => {
    const ROUNDS = 10;

    /** How often each outcome came, and how many users kept a variant, for pairs of links. */
    async function raced(prefix: string) {
      const answers: LinkAnswer[] = [];
      for (const [round, anonymous] of unitsWith('shop', 'treatment', prefix).slice(0, ROUNDS).entries()) {
        await assigned('shop', anonymous);
        const pair = [`${prefix}-one-${String(round)}`, `${prefix}-two-${String(round)}`];
        const both = await Promise.all(pair.map((user) => link(anonymous, user)));
        answers.push(...both);
        const [winner] = both.filter(({ outcome }) => outcome === 'linked');
        for (const { user } of both) expect(user).toBe(prefix === 'race' ? winner?.user : user);
      }
      const count = (outcome: string) => answers.filter((answer) => answer.outcome === outcome).length;
      const carried = answers.filter(({ carried: [one] }) => one === 'shop').length;
      return { linked: count('linked'), kept: count('kept'), carried };
    }

    it('one holds, and one user alone keeps the variant', async () => {
      expect(await raced('race')).toEqual({ linked: ROUNDS, kept: ROUNDS, carried: ROUNDS });
    });

    it('several would hold without the claim (control)', async () => {
      const claims = jest.spyOn(service.app.get(IdentityClaims), 'claim');
      claims.mockImplementation((_project, wanted) => Promise.resolve(wanted));
      const { linked, carried } = await raced('control-race');
      claims.mockRestore();
      expect([linked, carried].every((count) => count > ROUNDS)).toBe(true);
    });
  });

  it('stays in the traffic where the user would be outside', async () => {
    const [anonymous = ''] = unitsWith('tenth', 'treatment', 'in');
    const [user = ''] = unitsWith('tenth', 'outside', 'out');
    expect(await assigned('tenth', user)).toMatchObject({ reason: 'not_in_traffic' });
    await assigned('tenth', anonymous);
    await link(anonymous, user);
    expect(await assigned('tenth', user)).toMatchObject({ variant: 'treatment', inExperiment: true });
    const [stranger = ''] = unitsWith('tenth', 'outside', 'stranger');
    await link('never-seen', stranger);
    expect(await assigned('tenth', stranger)).toMatchObject({ reason: 'not_in_traffic' });
    expect(await assigned('tenth', stranger)).toMatchObject({ reason: 'not_in_traffic' });
  });

  it('gets the user’s own variant where both have one, and the flip is recorded', async () => {
    const [anonymous = ''] = unitsWith('shop', 'treatment', 'both');
    const [user = ''] = unitsWith('shop', 'control', 'own');
    await assigned('shop', anonymous);
    await assigned('shop', user);
    const flips = [{ experiment: 'shop', run: 1, from: 'treatment', to: 'control' }];
    expect(await link(anonymous, user)).toMatchObject({ carried: [], flips });
    expect(await assigned('shop', user)).toMatchObject({ variant: 'control', reason: 'sticky' });
    const links = (await service.stored('assay.identities.v1')) as readonly UnitsLinked[];
    expect(links.find(({ data }) => data.user === user)?.data.flips).toEqual(flips);
  });

  it('keeps it in a process that knows nothing, by the links and the assignments in the log', async () => {
    const [anonymous = ''] = unitsWith('shop', 'treatment', 'cold');
    const [user = ''] = unitsWith('shop', 'control', 'later');
    await assigned('shop', anonymous);
    await eventually(
      async () => (await service.call('GET', `${ADMIN}/shop/assignments/${anonymous}`)).status === 200,
    );
    await link(anonymous, user);
    const cold = await assignmentApp({ databaseUrl: service.databaseUrl });
    services.push(cold);
    // Its table of links may be behind, and a look-up on a busy machine too slow.
    await eventually(
      async () => (await assigned('shop', `probe-${String(Math.random())}`, cold)).variant !== undefined,
    );
    const answer = await eventually(async () => {
      const { variant, reason } = await assigned('shop', user, cold);
      return reason === 'sticky' && variant;
    });
    expect(answer).toBe('treatment');
    expect((await service.call('GET', `${ADMIN}/shop/explain?unit=${user}`)).status).toBe(200);
  });

  it('is explained by what it will be given, before anybody asked for it, and as of a time before the link', async () => {
    const [anonymous = ''] = unitsWith('shop', 'treatment', 'told');
    const [user = ''] = unitsWith('shop', 'control', 'asked');
    await assigned('shop', anonymous);
    await eventually(
      async () => (await service.call('GET', `${ADMIN}/shop/assignments/${anonymous}`)).status === 200,
    );
    const before = new Date().toISOString();
    await link(anonymous, user);
    const explained = async (query = '') =>
      (await service.call<FlagExplanation>('GET', `/api/v1/admin/flags/shop/explain?unit=${user}${query}`))
        .body;
    const told = await eventually(async () => {
      const body = await explained();
      return body.assignment !== null && body;
    });
    expect(told).toMatchObject({
      ...{ flag: 'shop', kind: 'experiment', evaluation: { variant: 'treatment', reason: 'sticky' } },
      assignment: { linkedFrom: anonymous, variant: 'treatment', agrees: true },
    });
    expect(told.steps.at(-1)).toMatchObject({
      ...{ rule: 'sticky assignment', outcome: 'decided' },
      inputs: { assignment: { variant: 'treatment', unit: anonymous } },
    });
    expect(await explained(`&at=${before}`)).toMatchObject({
      ...{ assignment: null, evaluation: { variant: 'control', reason: 'split' } },
    });
    expect(await assigned('shop', user)).toMatchObject({ variant: 'treatment' });
  });

  it('is explained by what the anonymous unit was given', async () => {
    const [user = ''] = unitsWith('shop', 'control', 'user');
    const body = await eventually(async () => {
      const { body: found } = await service.call<{
        assignment: { linkedFrom: string; agrees: boolean } | null;
      }>('GET', `${ADMIN}/shop/explain?unit=${user}`);
      return found.assignment !== null && found;
    });
    expect(body.assignment).toMatchObject({ linkedFrom: expect.stringMatching(/^visitor-/), agrees: true });
    expect(body).toMatchObject({ evaluation: { variant: 'treatment', reason: 'sticky' } });
  });
});
