import { EVENT_TYPES, TOPICS } from '@assay/contracts';
import type { Role } from '@assay/auth';
import type { Mutation } from '@assay/service-testing';
import { FORGER, forgeEvents, mutationsOf, storedIn } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import { sums } from './support/evidence.js';
import { ExperimentOwner } from './support/experiment-owner.js';
import { OversightService } from './support/oversight-service.js';

const better = [sums('control', 10_000, 1000), sums('green', 10_000, 1300)];
const reason = { reason: 'because' };

/** What requests say, by the names of fields and parameters, whatever route they are for. */
const examplesOf = (experiment: string) => ({
  ...{ experiment, name: experiment, key: experiment },
  ...reason,
  promotionType: 'manual',
});
const ASKING = ['PromotionRequested', 'PromotionRollbackRequested'];

let service: OversightService;
const owners: ExperimentOwner[] = [];

/** An experiment with a winner. */
async function startWinner(experiment: string): Promise<void> {
  const owner = new ExperimentOwner(service.bus, experiment);
  owners.push(owner);
  await owner.startExperiment(owners.length);
  await owner.snapshot({ variants: better });
  await owner.answerPromotions();
  await eventually(async () => {
    const { body } = await service.call('GET', `/promotions/${experiment}/eligibility`);
    expect(body).toMatchObject({ isEligible: true });
  });
}

beforeAll(async () => {
  service = await OversightService.start();
  await startWinner('checkout');
});

afterAll(async () => {
  for (const owner of owners) await owner.stop();
  await service.stop();
});

const setPolicy = (approvals: number) =>
  service.call('PUT', '/policies', {
    role: 'admin',
    body: {
      document: { rules: [{ name: 'four-eyes', actions: ['promote', 'rollback'], approvals }] },
      reason: 'a test',
    },
  });

const requested = async (): Promise<number> =>
  (await storedIn(service.bus, TOPICS.promotions.name)).filter(
    ({ type, actor }) => ASKING.includes(type) && actor !== FORGER,
  ).length;

/** The policy is the business of admins; whoever decides on promotions is an approver. */
const send = ({ method, url, body }: Mutation, role: Role = 'approver') =>
  service.call(method, url, { role, body });
const mutations = (experiment = 'checkout') => mutationsOf(service.running, examplesOf(experiment));
/** Settings decide on nothing by themselves. */
const isAboutPromotion = ({ route }: Mutation): boolean =>
  /promot/.test(route) && !/admin\/services|settings$/.test(route);
const aboutPromotion = async (experiment?: string) => (await mutations(experiment)).filter(isAboutPromotion);
const takingBack = async (experiment?: string) =>
  (await aboutPromotion(experiment)).filter(({ method }) => method === 'DELETE');
const PROMOTES = /^POST .*(promotions\/:experiment|\/promote)$/;
const WAITING = /"waiting_for_approval":\["checkout"\]|"approval":\{|APPROVAL_REQUIRED/;

const isPromotion = (status: string, experiment = 'checkout') =>
  eventually(async () => {
    const { body } = await service.call('GET', `/promotions/${experiment}/history`);
    const [promotion] = body['promotions'] as readonly { status: string }[];
    expect(promotion).toMatchObject({ status });
  });

describe('where policy demands an approval of a promotion', () => {
  it('is known of every event that asks for one whether it rests on an approval', () => {
    const asking = [...EVENT_TYPES.values()].filter(
      ({ topic, data }) =>
        topic === TOPICS.promotions.name && Object.keys(data['properties'] as object).includes('approval'),
    );
    expect(asking.map(({ type }) => type).sort()).toEqual(ASKING);
  });

  it('nothing is asked for without one, by any route of the server', async () => {
    await setPolicy(1);
    for (const mutation of await mutations()) await send(mutation);
    const tried = await aboutPromotion();
    expect(tried.length).toBeGreaterThan(5);
    for (const role of ['approver', 'admin'] as const)
      for (const mutation of tried) {
        const { body } = await send(mutation, role);
        // A request that is refused for something else has not tried anything.
        const isTried = WAITING.test(JSON.stringify(body)) || body['code'] === 'NO_ACTIVE_PROMOTION';
        expect([mutation.route, isTried]).toEqual([mutation.route, true]);
      }
    expect(await requested()).toBe(0);
  });

  it('nothing is asked for by a message, whatever it says was done', async () => {
    // What is forged about an experiment is believed of it: another one than the others are about.
    await startWinner('other');
    const examples = { ...examplesOf('other'), kind: 'promotion', action: 'promote' };
    await forgeEvents(service.running, 'promotion', { key: 'forged', examples });
    expect(await requested()).toBe(0);
  });

  it('it is carried out as soon as somebody else agrees', async () => {
    const { body } = await service.call('POST', '/promotions/checkout', { body: {} });
    expect(body).toMatchObject({ approval: { action: 'promote', status: 'open' } });
    const { id, hash } = body['approval'] as { id: string; hash: string };
    const approved = await service.call('POST', `/approvals/${id}/approve`, {
      subject: 'bob',
      body: { hash },
    });
    expect(approved).toMatchObject({ status: 200, body: { action: 'promote', status: 'approved' } });
    await eventually(async () => expect(await requested()).toBe(1));
  });

  it('and is not taken back without an approval of its own', async () => {
    await isPromotion('completed');
    const routes = await takingBack();
    expect(routes).toHaveLength(2);
    for (const route of routes)
      expect(await send(route)).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
    expect(await requested()).toBe(1);
    const [takeBack] = routes;
    if (takeBack === undefined) throw new TypeError('no promotion can be taken back');
    const { body } = await send(takeBack);
    const { approvals: _, ...needed } = body['needed'] as Record<string, unknown>;
    const proposed = await service.call('POST', '/approvals', {
      role: 'editor',
      body: { ...needed, ...reason },
    });
    const { id, hash } = proposed.body as { id: string; hash: string };
    await service.call('POST', `/approvals/${id}/approve`, { subject: 'bob', body: { hash } });
    await eventually(async () => {
      await send(takeBack);
      expect(await requested()).toBe(2);
    });
  });
});

describe('where policy demands none', () => {
  it('the same requests are carried out', async () => {
    await setPolicy(0);
    const routes = (await aboutPromotion()).filter(({ route }) => PROMOTES.test(route));
    expect(routes).toHaveLength(2);
    for (const [nth] of routes.entries()) {
      const experiment = `free-${String(nth)}`;
      await startWinner(experiment);
      const before = await requested();
      const promote = (await aboutPromotion(experiment)).filter(({ route }) => PROMOTES.test(route))[nth];
      const takeBack = (await takingBack(experiment))[nth];
      if (promote === undefined || takeBack === undefined) throw new TypeError('a route is gone');
      expect((await send(promote)).status).toBeLessThan(300);
      await isPromotion('completed', experiment);
      expect((await send(takeBack)).status).toBeLessThan(300);
      await isPromotion('rolled_back', experiment);
      expect(await requested()).toBe(before + 2);
    }
    for (const route of await aboutPromotion())
      expect(JSON.stringify((await send(route)).body)).not.toMatch(WAITING);
  });
});
