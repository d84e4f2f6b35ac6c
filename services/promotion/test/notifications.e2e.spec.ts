import type { NotificationChannelSet } from '@assay/contracts';
import { AlertRaised, AlertResolved, RolloutRolledBack, TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import { Client } from 'pg';
import { isSigned } from '../src/notification/send/sign-webhook.js';
import { Hook, Mailbox } from './support/hook.js';
import { rolloutCreated } from './support/created-subjects.js';
import { OversightService } from './support/oversight-service.js';

const SECRET = 'the-secret-of-the-webhook';
const SLACK_PATH = '/services/T000/B000/very-secret-slack-path';
const ROUTING_KEY = 'R0UTINGKEY0123456789abcdef012345';

const admin = { role: 'admin' } as const;
const about = {
  rule: 'sample-ratio-mismatch',
  subject: 'checkout',
  severity: 'critical',
  experiment: 'checkout',
  message: 'weights are not as they should be: p = 0.0001 <!channel>',
  value: 0.0001,
  limit: 0.01,
} as const;

let hook: Hook;
let mailbox: Mailbox;
let service: OversightService;

const setChannel = (key: string, body: object) =>
  service.call('PUT', `/notifications/channels/${key}`, { ...admin, body });

const raise = (subject: string, changes: object = {}) =>
  service.publish(AlertRaised, `default/alert/sample-ratio-mismatch/${subject}`, {
    ...about,
    subject,
    ...changes,
  });

const at = (path: string) => hook.received.filter((one) => one.path === path);

beforeAll(async () => {
  hook = await Hook.start();
  mailbox = await Mailbox.start();
  service = await OversightService.start({
    NOTIFICATION_ALLOWED_NETWORKS: '127.0.0.0/8',
    NOTIFICATION_LINK_BASE: 'https://assay.example.test/',
    PAGERDUTY_URL: `${hook.url}/pagerduty`,
    SMTP_URL: mailbox.url,
    SMTP_FROM: 'assay@example.test',
  });
  // What happened before anybody was to be told is no news to them.
  await raise('before');
  await eventually(async () => {
    const { body } = await service.call('GET', '/notifications');
    expect(body['notifications']).toHaveLength(1);
  });
  await eventually(async () => {
    const { rows } = await sql('SELECT count(*)::int AS n FROM promotion.notification_dispatches');
    expect(rows).toEqual([{ n: 1 }]);
  });
  await setChannel('slack', { kind: 'slack', url: `${hook.url}${SLACK_PATH}` });
  await setChannel('pager', { kind: 'pagerduty', routingKey: ROUTING_KEY });
  await setChannel('mail', { kind: 'email', to: ['ops@example.test'], levels: ['critical'] });
  await setChannel('hook', { kind: 'webhook', url: `${hook.url}/hook`, secret: SECRET, kinds: ['alert'] });
});

afterAll(async () => {
  await service.stop();
  hook.stop();
  await mailbox.stop();
});

async function sql(text: string) {
  const client = new Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

describe('an alert', () => {
  it('reaches every channel once, in its form, with what matters', async () => {
    const raised = await raise('checkout');
    await eventually(() => {
      expect([at(SLACK_PATH).length, at('/pagerduty').length, at('/hook').length]).toEqual([1, 1, 1]);
      expect(mailbox.mails).toHaveLength(1);
      return Promise.resolve();
    });
    expect(at(SLACK_PATH)[0]?.body).toMatchObject({ text: expect.stringContaining('sample-ratio-mismatch') });
    const slack = at(SLACK_PATH)[0]?.text ?? '';
    expect(slack).toContain('&lt;!channel&gt;');
    expect(slack).toContain(`https://assay.example.test/api/v1/alerts/${raised.id}`);
    expect(at('/pagerduty')[0]?.body).toMatchObject({
      routing_key: ROUTING_KEY,
      event_action: 'trigger',
      dedup_key: `default/alert/${raised.id}`,
      payload: { severity: 'critical', custom_details: { Value: '0.0001', Limit: '0.01' } },
    });
    expect(mailbox.mails[0]).toMatchObject({ from: 'assay@example.test', to: ['ops@example.test'] });
    expect(mailbox.mails[0]?.text).toContain('Subject: [critical] Alert: sample-ratio-mismatch of checkout');
    expect(mailbox.mails[0]?.text).toContain('What to do:');
    const { headers, text } = at('/hook')[0] ?? { headers: {}, text: '' };
    const signed = {
      id: String(headers['webhook-id']),
      timestamp: Number(headers['webhook-timestamp']),
      body: text,
    };
    const now = Math.floor(Date.now() / 1000);
    expect(isSigned(signed, String(headers['webhook-signature']), { secret: SECRET, now })).toBe(true);
  });

  it('that is over ends its incident', async () => {
    const [before] = at('/pagerduty');
    const alert = String(before?.body['dedup_key']).split('/')[2] ?? '';
    const subject = 'default/alert/sample-ratio-mismatch/checkout';
    await service.publish(AlertResolved, subject, { ...about, alert, message: 'it is over' });
    await eventually(() => {
      expect(at('/pagerduty').at(-1)?.body).toEqual({
        routing_key: ROUTING_KEY,
        event_action: 'resolve',
        dedup_key: `default/alert/${alert}`,
      });
      expect([at(SLACK_PATH).length, at('/hook').length, mailbox.mails.length]).toEqual([2, 2, 2]);
      return Promise.resolve();
    });
  });

  it('that was raised before there was a channel is in the feed alone', async () => {
    expect(hook.received.filter(({ text }) => text.includes('before'))).toEqual([]);
  });
});

describe('what channels want', () => {
  it('is given to them by level and kind: what waits for approval is no reason to page anybody', async () => {
    const paged = at('/pagerduty').length;
    const [hooked, mailed] = [at('/hook').length, mailbox.mails.length];
    const body = {
      ...{ subject: { kind: 'rollout', key: 'search' }, action: 'advance', proposal: {} },
      reason: 'healthy',
    };
    await rolloutCreated(service, 'search');
    await service.call('POST', '/approvals', { role: 'editor', body });
    await eventually(() => {
      expect(at(SLACK_PATH).at(-1)?.body).toMatchObject({
        text: expect.stringContaining('Waiting for approval: advance rollout search'),
      });
      return Promise.resolve();
    });
    expect([at('/pagerduty').length, at('/hook').length, mailbox.mails.length]).toEqual([
      paged,
      hooked,
      mailed,
    ]);
  });

  it('includes every rollback, as critical, with its reason and figures', async () => {
    await service.publish(RolloutRolledBack, 'default/rollout/search', {
      activation: '0198c5a2-6f0e-7c3a-9d0b-000000000001',
      automatic: true,
      reason: '8 % of the units met errors',
      evidence: null,
    });
    await eventually(() => {
      expect(at('/pagerduty').at(-1)?.body).toMatchObject({ payload: { severity: 'critical' } });
      expect(mailbox.mails.at(-1)?.text).toContain('8 % of the units met errors');
      return Promise.resolve();
    });
  });
});

describe('a channel that does not take its messages', () => {
  it('is tried again; a person sees why, retries or discards what was given up', async () => {
    await setChannel('hook', {
      kind: 'webhook',
      url: `${hook.url}/failing`,
      secret: SECRET,
      kinds: ['alert'],
    });
    hook.status = 503;
    await raise('again');
    await eventually(() => {
      expect(at('/failing').length).toBeGreaterThanOrEqual(1);
      return Promise.resolve();
    });
    hook.status = 410;
    await eventually(async () => {
      const { body } = await service.call('GET', '/notifications/deliveries?status=dead&channel=hook');
      expect(body).toMatchObject({
        deliveries: [
          { channel: 'hook', status: 'dead', lastError: 'TARGET_REFUSED: 127.0.0.1 answered 410' },
        ],
      });
    });
    const [first, second] = at('/failing');
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const { body } = await service.call('GET', '/notifications/deliveries?status=dead&channel=hook');
    const [{ id }] = body['deliveries'] as [{ id: string }];
    hook.status = 200;
    const retry = () => service.call('POST', `/notifications/deliveries/${id}/retry`, { role: 'editor' });
    expect(await retry()).toMatchObject({ status: 200, body: { status: 'pending' } });
    await eventually(async () => {
      const shown = await service.call('GET', `/notifications/deliveries/${id}`, { role: 'viewer' });
      expect(shown).toMatchObject({ body: { status: 'delivered' } });
    });
    expect(await retry()).toMatchObject({ status: 409, body: { code: 'DELIVERY_SETTLED' } });
    const discard = await service.call('POST', `/notifications/deliveries/${id}/discard`, { role: 'editor' });
    expect(discard).toMatchObject({ status: 409, body: { code: 'DELIVERY_SETTLED' } });
  });

  it('holds up no decision', async () => {
    hook.status = 500;
    const opened = await service.call('POST', '/hotfixes', {
      body: { key: 'slow', title: 'x', severity: 'P1', broken: 'all' },
    });
    expect(opened).toMatchObject({ status: 201 });
    hook.status = 200;
    await eventually(() => {
      for (const path of [SLACK_PATH, '/pagerduty']) expect(at(path).at(-1)?.text).toContain('P1 hotfix');
      expect(mailbox.mails.at(-1)?.text).toContain('Severity: P1');
      return Promise.resolve();
    });
  });
});

describe('setting up a channel', () => {
  it.each([
    ['http://169.254.169.254/latest/meta-data', 422, 'TARGET_FORBIDDEN'],
    ['https://10.0.0.1/', 422, 'TARGET_FORBIDDEN'],
    ['https://[::1]/', 422, 'TARGET_FORBIDDEN'],
    ['https://user:pw@127.0.0.1/', 422, 'TARGET_FORBIDDEN'],
    ['ftp://127.0.0.1/', 400, 'VALIDATION_FAILED'],
    ['nonsense', 400, 'VALIDATION_FAILED'],
  ])('is refused for %s', async (url, status, code) => {
    expect(await setChannel('wrong', { kind: 'slack', url })).toMatchObject({ status, body: { code } });
  });

  it.each([
    [{ kind: 'email' }],
    [{ kind: 'email', to: ['a@b.test\r\nBcc: c@d.test'] }],
    [{ kind: 'email', to: [] }],
    [{ kind: 'webhook', url: 'https://example.test/' }],
    [{ kind: 'pagerduty', routingKey: 'x' }],
    [{ kind: 'fax' }],
    [{ kind: 'email', to: ['a@b.test'], levels: ['loud'] }],
    [{ kind: 'email', to: ['a@b.test'], kinds: ['%'] }],
  ])('is refused as malformed: %j', async (body) => {
    expect(await setChannel('wrong', body)).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
  });

  it('needs an admin, and can be tried out', async () => {
    const body = { kind: 'email', to: ['a@b.test'] };
    expect(await service.call('PUT', '/notifications/channels/mine', { body })).toMatchObject({
      status: 403,
    });
    const trial = await service.call('POST', '/notifications/channels/mail/test', admin);
    expect(trial).toMatchObject({ status: 200, body: { delivered: true } });
    expect(mailbox.mails.at(-1)?.text).toContain('Assay reaches the channel mail');
    expect(await service.call('POST', '/notifications/channels/none/test', admin)).toMatchObject({
      status: 404,
    });
    expect(await setChannel('Not%20a%20key', body)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_KEY' },
    });
  });
});

describe('a channel', () => {
  it('of before the log had them is brought into it, and is removed like any other', async () => {
    const body = { kind: 'email', to: ['older@example.test'], levels: ['info'], enabled: false };
    await setChannel('older', body);
    const { target } = await eventually(async () => {
      const stored = (await service.stored(TOPICS.notifications.name)) as NotificationChannelSet[];
      return stored.find(({ subject }) => subject.endsWith('/older'))?.data ?? false;
    });
    expect((await service.call('DELETE', '/notifications/channels/older', admin)).status).toBe(204);
    expect((await service.call('GET', '/notifications/channels/older', admin)).status).toBe(404);
    await sql(`INSERT INTO promotion.notification_channels
      VALUES ('default', 'older', 'email', false, '{info}', '{}', '', decode('${target}', 'base64'), 'user:ann', now())`);
    await service.end();
    await service.begin();
    await eventually(async () => {
      expect(await service.call('GET', '/notifications/channels/older', admin)).toMatchObject({
        body: { target: 'older@example.test', enabled: false, changedBy: 'user:ann' },
      });
    });
    const left = await sql('SELECT * FROM promotion.notification_channels');
    expect(left.rowCount).toBe(0);
    const twice = await Promise.all(
      [1, 2].map(() => service.call('DELETE', '/notifications/channels/older', admin)),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([204, 404]);
  });
});

describe('secrets', () => {
  it('are in no answer, in no event and in no row', async () => {
    const answers = await Promise.all([
      service.call('GET', '/notifications/channels'),
      service.call('GET', '/notifications/deliveries'),
      service.call('GET', '/notifications'),
    ]);
    const { rows } = await sql('SELECT * FROM promotion.notification_deliveries');
    const events = await Promise.all(Object.values(TOPICS).map(({ name }) => service.stored(name)));
    const everything = JSON.stringify([answers, rows, events]);
    const stored = (await service.stored(TOPICS.notifications.name)) as NotificationChannelSet[];
    const channels = stored.filter(({ type }) => type === 'NotificationChannelSet');
    expect(channels.length).toBeGreaterThanOrEqual(4);
    const bytes = channels.map(({ data }) => Buffer.from(data.target, 'base64').toString('latin1')).join('');
    for (const secret of [SECRET, 'very-secret-slack-path', ROUTING_KEY]) {
      expect(everything).not.toContain(secret);
      expect(bytes).not.toContain(secret);
    }
    expect(JSON.stringify(answers)).toContain('"target":"PagerDuty"');
  });
});

describe('a rebuild of what people were told', () => {
  it('tells nobody again', async () => {
    const pending = async () =>
      (await sql(`SELECT 1 FROM promotion.notification_deliveries WHERE status = 'pending'`)).rowCount;
    await eventually(async () => expect(await pending()).toBe(0));
    const before = [hook.received.length, mailbox.mails.length];
    const url = '/admin/services/promotion/projections/messages/rebuild';
    expect((await service.call('POST', url, admin)).status).toBeLessThan(300);
    await eventually(async () => {
      const { body } = await service.call('GET', url, admin);
      expect(body).toMatchObject({ state: 'done' });
    });
    await service.call('POST', '/notifications/channels/mail/test', admin);
    await raise('afterwards');
    await eventually(() => {
      expect(at('/failing').at(-1)?.text).toContain('afterwards');
      return Promise.resolve();
    });
    await eventually(async () => expect(await pending()).toBe(0));
    // The trial, and the one new alert in Slack, PagerDuty, e-mail and webhook.
    expect([hook.received.length, mailbox.mails.length]).toEqual([
      (before[0] ?? 0) + 3,
      (before[1] ?? 0) + 2,
    ]);
  });
});
