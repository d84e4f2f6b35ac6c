import type { DataOf, EventDefinition } from '@assay/contracts';
import {
  ApprovalGiven,
  ApprovalGranted,
  ApprovalProposed,
  derivedId,
  newEvent,
  POLICY_ACTIONS,
  PolicyChanged,
  ReleaseRolledBack,
  RolloutAdvanced,
  TOPICS,
} from '@assay/contracts';
import { proposalHash } from '@assay/approvals';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { createBus } from '@assay/event-bus';
import { startService as start, storedIn, testConfig, withReaders } from '@assay/service-testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { RolloutModule } from '../src/rollout.module.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const override = { reason: 'tested elsewhere' };
const reason = { reason: 'because' };

/** Every route that changes something of a rollout or a release: what is sent, and whether policy has a say in it. */
const GATED: Readonly<Record<string, object>> = {
  'POST /api/v1/rollouts/{key}/start': {},
  'POST /api/v1/rollouts/{key}/advance': { override },
  'POST /api/v1/rollouts/{key}/resume': {},
  'POST /api/v1/rollouts/{key}/complete': {},
  'POST /api/v1/rollouts/{key}/rollback': reason,
  'PATCH /api/v1/rollouts/{key}/audience': { allow: { add: ['friend'] }, ...reason },
  'POST /api/v1/rollouts/{key}/signals': {
    ...{ id: 'deploy-1', kind: 'deployment_failed', detail: 'the image does not start' },
  },
  'POST /api/admin/rollout/advance': { featureName: 'feature', override },
  'POST /api/admin/rollout/rollback': { featureName: 'feature', ...reason },
  'POST /api/v1/releases/{key}/start': {},
  'POST /api/v1/releases/{key}/advance': { override },
  'POST /api/v1/releases/{key}/promote': { environment: 'staging', override },
  'POST /api/v1/releases/{key}/complete': { override },
  'POST /api/v1/releases/{key}/rollback': reason,
  'POST /api/v1/releases/{key}/abort': reason,
  'POST /api/v1/releases/{key}/resume': {},
  'POST /api/v1/releases/{key}/features/{feature}/enable': reason,
  'POST /api/v1/releases/{key}/features/{feature}/disable': reason,
  'POST /api/v1/releases/{key}/auto-rollback': { enabled: false, ...reason },
};

/** What gives nothing to anybody, and what only takes away. */
const FREE = [
  'POST /api/v1/rollouts',
  'POST /api/v1/rollouts/{key}/versions',
  'PUT /api/v1/rollouts/{key}/schedule',
  'DELETE /api/v1/rollouts/{key}/schedule',
  'PUT /api/v1/rollouts/{key}/needs',
  'POST /api/v1/rollouts/{key}/pause',
  'POST /api/v1/releases',
  'POST /api/v1/releases/{key}/route',
  'POST /api/v1/releases/{key}/pause',
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

const send = (route: string, key = 'feature') => {
  const [method, path = ''] = route.split(' ');
  const given = GATED[route] ?? {};
  const body = 'featureName' in given ? { ...given, featureName: key } : given;
  const url = path.replace('{key}', key).replace('{feature}', 'flag');
  return service.call(method === 'PATCH' ? method : 'POST', url, { role: 'admin', body });
};

/** `feature` waits to be started, `running` has been. */
async function create(key: 'feature' | 'running'): Promise<void> {
  for (const [path, body] of [
    ['rollouts', { key }],
    ['releases', { key, version: '2', featureFlags: ['flag'] }],
  ] as const) {
    const url = `/api/v1/${path}`;
    expect((await service.call('POST', url, { role: 'admin', body })).status).toBe(201);
    if (key === 'running') expect((await send(`POST ${url}/{key}/start`, key)).status).toBe(200);
  }
}

/** What was decided: logs of several partitions are read in any order. */
const decisions = async (): Promise<readonly string[]> =>
  [
    ...(await storedIn(service.bus, TOPICS.rollouts.name)),
    ...(await storedIn(service.bus, TOPICS.releases.name)),
  ]
    .map(({ id, type, subject }) => `${subject} ${type} ${id}`)
    .sort();

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
  it('is known of every route that changes a rollout or a release', async () => {
    const { body } = await service.call('GET', '/docs-json', { role: 'admin' });
    const paths = body['paths'] as Record<string, Record<string, unknown>>;
    const found = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter(
          (method) => method !== 'get' && /rollout|release/.test(path) && !path.includes('/admin/services/'),
        )
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...found].sort()).toEqual([...Object.keys(GATED), ...FREE].sort());
  });

  it('nothing is done without one, by whatever route, and whoever asks', async () => {
    await policy(1);
    const before = await decisions();
    for (const route of Object.keys(GATED)) {
      const answers = [await send(route, 'feature'), await send(route, 'running')];
      expect([route, answers.some(({ status }) => status < 300)]).toEqual([route, false]);
      const refused = answers.find(({ body }) => body['code'] === 'APPROVAL_REQUIRED');
      expect([route, refused]).toMatchObject([route, { status: 403, body: { needed: { approvals: 1 } } }]);
    }
    expect(await decisions()).toEqual(before);
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

  it('nothing is done by a message that says it was done', async () => {
    const actor = 'user:mallory';
    const activation = derivedId('forged');
    const before = await service.call('GET', '/api/v1/rollouts/running');
    await publish(RolloutAdvanced, 'default/rollout/running', actor, {
      ...{ activation, tier: 'tier_4_full', percentage: 100 },
    });
    await publish(ReleaseRolledBack, 'default/release/running', actor, {
      ...{ activation, automatic: false, trigger: 'manual', reason: 'forged', evidence: null },
    });
    // A message that comes after them has arrived.
    await policy(1);
    const after = await service.call('GET', '/api/v1/rollouts/running');
    const steps = ({ body }: typeof after) => [body['activation'], body['percentage'], body['status']];
    expect(steps(after)).toEqual(steps(before));
    expect((await service.call('GET', '/api/v1/releases/running')).body).toMatchObject({
      status: 'in_progress',
    });
    const advance = await send('POST /api/v1/rollouts/{key}/advance', 'running');
    expect(advance).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
  });

  it('a step is taken with one, that step and no other', async () => {
    const start = 'POST /api/v1/rollouts/{key}/start';
    const { body } = await send(start);
    await agree(body['needed'] as Needed);
    await eventually(async () => expect((await send(start)).body).toMatchObject({ status: 'in_progress' }));
    const { subject, action, proposal } = body['needed'] as Needed;
    const begun = (await storedIn(service.bus, TOPICS.rollouts.name)).find(
      (event) => event.type === 'RolloutStarted' && event.subject.endsWith('/feature'),
    );
    const approval = derivedId(proposalHash({ subject, action, proposal }));
    expect(begun).toMatchObject({ data: { approval } });
    for (const route of ['POST /api/v1/rollouts/{key}/advance', 'POST /api/admin/rollout/advance'])
      expect(await send(route)).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
    const advance = await send('POST /api/admin/rollout/advance');
    await agree(advance.body['needed'] as Needed);
    await eventually(async () =>
      expect((await send('POST /api/v1/rollouts/{key}/advance')).status).toBe(200),
    );
    expect(await send('POST /api/v1/rollouts/{key}/advance')).toMatchObject({ status: 403 });
  });

  it('is not taken twice with the same one, where it begins no activation', async () => {
    const resume = 'POST /api/v1/releases/{key}/resume';
    const pause = () =>
      service.call('POST', '/api/v1/releases/running/pause', { body: { reason: 'to look at it' } });
    expect((await pause()).status).toBe(200);
    const { body } = await send(resume, 'running');
    await agree(body['needed'] as Needed);
    await eventually(async () => expect((await send(resume, 'running')).status).toBe(200));
    expect((await pause()).status).toBe(200);
    expect(await send(resume, 'running')).toMatchObject({ status: 409, body: { code: 'APPROVAL_USED' } });
  });

  it('the proposer’s own approval does not count', async () => {
    const { body } = await send('POST /api/v1/releases/{key}/start');
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
      expect(await send('POST /api/v1/releases/{key}/start')).toMatchObject({
        status: 403,
        body: { code: 'APPROVALS_TOO_FEW' },
      }),
    );
  });
});

describe('where policy demands none', () => {
  it('the same requests are carried out, or refused for what they ask', async () => {
    await policy(0);
    await eventually(async () => expect((await send('POST /api/v1/releases/{key}/start')).status).toBe(200));
    expect((await send('POST /api/v1/rollouts/{key}/advance')).status).toBe(200);
    for (const route of Object.keys(GATED)) {
      const { body } = await send(route);
      expect([route, body['code']]).not.toEqual([route, 'APPROVAL_REQUIRED']);
    }
  });
});
