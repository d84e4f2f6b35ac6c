import type { DataOf, EventDefinition, EventEnvelope } from '@assay/contracts';
import {
  ApprovalGiven,
  ApprovalGranted,
  ApprovalProposed,
  derivedId,
  EVENT_TYPES,
  newEvent,
  POLICY_ACTIONS,
  PolicyChanged,
  TOPICS,
} from '@assay/contracts';
import { proposalHash } from '@assay/approvals';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { createBus } from '@assay/event-bus';
import type { Answer, Mutation } from '@assay/service-testing';
import {
  FORGER,
  forgeEvents,
  mutationsOf,
  startService as start,
  storedIn,
  testConfig,
  withReaders,
} from '@assay/service-testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { RolloutModule } from '../src/rollout.module.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const override = { reason: 'tested elsewhere' };
const reason = { reason: 'because' };

/** What requests say, by the names of fields and parameters, whatever route they are for. */
const examplesOf = (key: string) => ({
  ...{ key, featureName: key, feature: 'flag', featureFlags: ['flag'], environment: 'staging' },
  ...{ ...reason, override, enabled: false, kind: 'deployment_failed', allow: { add: ['friend'] } },
  steps: [{ at: '2099-01-01T00:00:00Z' }],
});
/** They read the log again and write what can be read; they decide nothing. */
const isOperation = ({ route }: Mutation): boolean => route.includes('/api/v1/admin/services/');

/** What may be decided without asking anybody: it gives nothing to anybody, or only takes away. */
const FREE = [
  'ReleaseCreated',
  'ReleasePaused',
  'ReleaseRollbackWithheld',
  'RolloutAdvanceScheduled',
  'RolloutCreated',
  'RolloutHotfixNeeded',
  'RolloutNeedsSet',
  'RolloutPaused',
  'RolloutScheduleCancelled',
  'RolloutStepRefused',
  'RolloutVersionPublished',
];

/** Every topic that the service reads, and what of it can come of a message there. */
const READ: Readonly<Record<string, string>> = {
  [TOPICS.access.name]: 'who may call',
  [TOPICS.approvals.name]: 'what people agreed to',
  [TOPICS.definitions.name]:
    'segments, which an audience may name: who changes one passes the gates of segments',
  [TOPICS.interactions.name]: 'outcomes count; what they turn off asks nobody, and they turn nothing on',
  [TOPICS.promotions.name]: 'policies',
  [TOPICS.releases.name]: 'its own decisions: what is decided next rests on its store',
  [TOPICS.rollouts.name]: 'its own decisions: what is decided next rests on its store',
};

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let service: RunningService;
const versions = new Map<string, number>();

async function publish<Definition extends EventDefinition>(
  definition: Definition,
  subject: string,
  actor: string,
  data: DataOf<Definition>,
): Promise<void> {
  const streamversion = (versions.get(subject) ?? 0) + 1;
  versions.set(subject, streamversion);
  const metadata = {
    ...{ id: derivedId(subject, String(streamversion)), source: 'promotion', subject, project: 'default' },
    ...{ time: new Date().toISOString(), actor, correlationid: 'test' },
  };
  await service.bus.publish([{ ...newEvent(definition, metadata, data), streamversion }]);
}

/** Sets the policy, and waits until the service knows it. */
async function policy(approvals: number): Promise<void> {
  const rules = [{ name: 'four-eyes', actions: [...POLICY_ACTIONS], approvals }];
  const document = { rules };
  await publish(PolicyChanged, 'default/policy/promotion', 'user:eve', { document, reason: 'a test' });
  const models = service.app.get<Projections>(PROJECTIONS, { strict: false });
  await eventually(async () => {
    const known = await models.read('policies', (model) => model.query('SELECT document FROM policies'));
    expect(known).toEqual([{ document }]);
  });
}

interface Needed {
  readonly subject: { readonly kind: 'rollout' | 'release'; readonly key: string };
  readonly action: string;
  readonly proposal: Record<string, unknown>;
}

/** Somebody else agrees to what the refusal says is needed. */
async function agree(needed: Needed): Promise<void> {
  const { subject, action, proposal } = needed;
  const hash = proposalHash({ subject, action, proposal });
  const stream = `default/approval/${derivedId(hash)}`;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const required = { approvals: 1, emergency: false };
  await publish(ApprovalProposed, stream, 'user:ada', {
    ...{ subject, action, proposal, hash, required, reason: 'a test', expiresAt },
  });
  await publish(ApprovalGiven, stream, 'user:bob', { hash });
  await publish(ApprovalGranted, stream, 'user:bob', { subject, action, hash, approvers: ['user:bob'] });
}

const mutations = async (key: string): Promise<readonly Mutation[]> =>
  (await mutationsOf(service.app, examplesOf(key))).filter((one) => !isOperation(one));

const request = ({ method, url, body }: Mutation) => service.call(method, url, { role: 'admin', body });

async function send(route: string, key = 'feature'): Promise<Answer> {
  const found = (await mutations(key)).find((one) => one.route === route);
  if (found === undefined) throw new TypeError(`there is no ${route}`);
  return request(found);
}

/** `feature` waits to be started, `running` has been. */
async function create(key: 'feature' | 'running'): Promise<void> {
  for (const [path, body] of [
    ['rollouts', { key }],
    ['releases', { key, version: '2', featureFlags: ['flag'] }],
  ] as const) {
    const url = `/api/v1/${path}`;
    expect((await service.call('POST', url, { role: 'admin', body })).status).toBe(201);
    if (key === 'running') expect((await send(`POST ${url}/:key/start`, key)).status).toBe(200);
  }
}

/** What was decided: logs of several partitions are read in any order. */
const decisions = async (): Promise<readonly EventEnvelope[]> => [
  ...(await storedIn(service.bus, TOPICS.rollouts.name)),
  ...(await storedIn(service.bus, TOPICS.releases.name)),
];

/** How what was started stands. */
async function running(): Promise<readonly unknown[]> {
  const paths = ['/api/v1/rollouts/running', '/api/v1/releases/running'];
  const answers = await Promise.all(paths.map((path) => service.call('GET', path)));
  return answers.map(({ body: { status, activation, percentage } }) => ({ status, activation, percentage }));
}

beforeAll(async () => {
  database = await createTestDatabase();
  service = await startService(database.url);
  await eventually(async () => expect((await service.call('GET', '/api/v1/rollouts')).status).toBe(200));
  await create('feature');
  await create('running');
});

afterAll(async () => {
  await service.stop();
  await database.drop();
});

describe('where policy demands an approval', () => {
  it('is known of every decision whether it rests on one', () => {
    const decided = [...EVENT_TYPES.values()].filter(({ topic }) =>
      [TOPICS.rollouts.name, TOPICS.releases.name].some((name) => name === topic),
    );
    const withoutApproval = decided.filter(
      ({ data }) => !Object.keys(data['properties'] as object).includes('approval'),
    );
    expect(withoutApproval.map(({ type }) => type).sort()).toEqual(FREE);
  });

  it('nothing else is done without one, by any route of the server, and whoever asks', async () => {
    await policy(1);
    const before = new Set((await decisions()).map(({ id }) => id));
    const passed = new Set<string>();
    const refused = new Set<string>();
    for (const key of ['feature', 'running', 'created-now'])
      for (const mutation of await mutations(key)) {
        const { status, body } = await request(mutation);
        if (status < 300) passed.add(mutation.route);
        if (body['code'] !== 'APPROVAL_REQUIRED') continue;
        expect([mutation.route, status, body]).toMatchObject([
          mutation.route,
          403,
          { needed: { approvals: 1 } },
        ]);
        refused.add(mutation.route);
      }
    const routes = (await mutations('feature')).map(({ route }) => route);
    // A request that is refused for something else has not tried anything.
    expect(routes.filter((route) => !passed.has(route) && !refused.has(route))).toEqual([]);
    expect([...refused].filter((route) => passed.has(route))).toEqual([]);
    expect(refused.size).toBeGreaterThan(15);
    const since = (await decisions()).filter(({ id }) => !before.has(id));
    expect([...new Set(since.map(({ type }) => type))].filter((type) => !FREE.includes(type))).toEqual([]);
  });

  it('nobody is asked to agree to a step of what is not there', async () => {
    await policy(1);
    for (const [path, code] of [
      ['/api/v1/rollouts/nowhere/advance', 'ROLLOUT_NOT_FOUND'],
      ['/api/v1/releases/nowhere/start', 'RELEASE_NOT_FOUND'],
    ] as const)
      expect(await service.call('POST', path, { body: {} })).toMatchObject({ status: 404, body: { code } });
  });

  it('nobody is asked to agree to a step that the status refuses, but to the one that it allows', async () => {
    await policy(1);
    const answerOf = async (step: string) => {
      const { status, body } = await service.call('POST', `/api/v1/${step}`, { role: 'admin', body: {} });
      return [step, status, body['code']];
    };
    for (const kind of ['rollouts', 'releases']) {
      expect(await answerOf(`${kind}/feature/advance`)).toEqual([
        ...[`${kind}/feature/advance`, 409, 'WRONG_STATUS'],
      ]);
      expect(await answerOf(`${kind}/feature/start`)).toEqual([
        ...[`${kind}/feature/start`, 403, 'APPROVAL_REQUIRED'],
      ]);
    }
  });

  it('is known of every topic that is read', async () => {
    const topics = new Set<string>();
    const config = testConfig('rollout', database.url);
    const bus = createBus({ bus: config.bus, topics: config.topics });
    const watched = withReaders(bus, (read) => read.forEach((topic) => topics.add(topic)));
    const other = await start({ config, module: RolloutModule.register(config), bus: watched });
    await other.close();
    await bus.close();
    expect([...topics].sort()).toEqual(Object.keys(READ).sort());
  });

  it('nothing is done by a message, whatever it says was done', async () => {
    const [stood, before] = [await running(), (await decisions()).length];
    const examples = { ...examplesOf('running'), flag: 'running' };
    await forgeEvents(service.app, 'rollout', { key: 'running', examples });
    await policy(1);
    expect(await running()).toEqual(stood);
    expect((await decisions()).filter(({ actor }) => actor !== FORGER)).toHaveLength(before);
    const advance = await send('POST /api/v1/rollouts/:key/advance', 'running');
    expect(advance).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
  });

  it('a step is taken with one, that step and no other', async () => {
    const start = 'POST /api/v1/rollouts/:key/start';
    const { body } = await send(start);
    await agree(body['needed'] as Needed);
    await eventually(async () => expect((await send(start)).body).toMatchObject({ status: 'in_progress' }));
    const { subject, action, proposal } = body['needed'] as Needed;
    const begun = (await storedIn(service.bus, TOPICS.rollouts.name)).find(
      (event) => event.type === 'RolloutStarted' && event.subject.endsWith('/feature'),
    );
    const approval = derivedId(proposalHash({ subject, action, proposal }));
    expect(begun).toMatchObject({ data: { approval } });
    for (const route of ['POST /api/v1/rollouts/:key/advance', 'POST /api/admin/rollout/advance'])
      expect(await send(route)).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
    const advance = await send('POST /api/admin/rollout/advance');
    await agree(advance.body['needed'] as Needed);
    await eventually(async () => expect((await send('POST /api/v1/rollouts/:key/advance')).status).toBe(200));
    expect(await send('POST /api/v1/rollouts/:key/advance')).toMatchObject({ status: 403 });
  });

  it('is not taken twice with the same one, where it begins no activation', async () => {
    const resume = 'POST /api/v1/releases/:key/resume';
    const pause = () =>
      service.call('POST', '/api/v1/releases/running/pause', { body: { reason: 'to look at it' } });
    // It may be paused already, which asks nobody.
    await pause();
    const { body } = await send(resume, 'running');
    await agree(body['needed'] as Needed);
    await eventually(async () => expect((await send(resume, 'running')).status).toBe(200));
    expect((await pause()).status).toBe(200);
    expect(await send(resume, 'running')).toMatchObject({ status: 409, body: { code: 'APPROVAL_USED' } });
  });

  it('the proposer’s own approval does not count', async () => {
    const { body } = await send('POST /api/v1/releases/:key/start');
    const { subject, action, proposal } = body['needed'] as Needed;
    const hash = proposalHash({ subject, action, proposal });
    const stream = `default/approval/${derivedId(hash, 'own')}`;
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const required = { approvals: 1, emergency: false };
    await publish(ApprovalProposed, stream, 'user:ada', {
      ...{ subject, action, proposal, hash, required, reason: 'a test', expiresAt },
    });
    await publish(ApprovalGiven, stream, 'user:ada', { hash });
    await publish(ApprovalGranted, stream, 'user:ada', { subject, action, hash, approvers: ['user:ada'] });
    await eventually(async () =>
      expect(await send('POST /api/v1/releases/:key/start')).toMatchObject({
        status: 403,
        body: { code: 'APPROVALS_TOO_FEW' },
      }),
    );
  });
});

describe('where policy demands none', () => {
  it('the same requests are carried out, or refused for what they ask', async () => {
    await policy(0);
    await eventually(async () => expect((await send('POST /api/v1/releases/:key/start')).status).toBe(200));
    expect((await send('POST /api/v1/rollouts/:key/advance')).status).toBe(200);
    for (const mutation of await mutations('feature')) {
      const { body } = await request(mutation);
      expect([mutation.route, body['code']]).not.toEqual([mutation.route, 'APPROVAL_REQUIRED']);
    }
    const asked = (await decisions()).filter(({ type }) => !FREE.includes(type));
    expect(asked.filter(({ data }) => !('approval' in (data as object))).length).toBeGreaterThan(2);
  });
});
