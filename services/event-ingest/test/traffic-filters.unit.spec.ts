import type { TrafficFilterEvent, TrafficRule } from '@assay/contracts';
import { contextProblem, dataProblem, EVENT_TYPES, streamId, topicOf } from '@assay/contracts';
import { clientAddress, networksOf } from '@assay/platform';
import { readRawEvent } from '../src/event/read-raw-event.js';
import type { Caller } from '../src/traffic/compile-filter.js';
import { filteredEvent } from '../src/traffic/filtered-event.js';
import { isKnownBot } from '../src/traffic/known-bots.js';
import type { TrafficFilterCommand } from '../src/traffic/traffic-filter.decider.js';
import { trafficFilterDecider } from '../src/traffic/traffic-filter.decider.js';
import { TrafficFilterTable } from '../src/traffic/traffic-filter-table.js';
import { context } from './context.js';
import { metadata } from './metadata.js';

const define = (key: string, rule: TrafficRule, project = 'default'): TrafficFilterCommand => ({
  type: 'DefineTrafficFilter',
  metadata: metadata(streamId(project, 'traffic-filter', key)),
  definition: { key, rule },
});
const remove = (key: string): TrafficFilterCommand => ({
  type: 'RemoveTrafficFilter',
  metadata: metadata(streamId('default', 'traffic-filter', key)),
  reason: 'too many',
});
const stateAfter = (events: readonly TrafficFilterEvent[]) =>
  events.reduce((state, event) => trafficFilterDecider.evolve(state, event), trafficFilterDecider.initial);
const history = (...commands: readonly TrafficFilterCommand[]) =>
  commands.reduce<readonly TrafficFilterEvent[]>((events, command) => {
    const decision = trafficFilterDecider.decide(command, stateAfter(events));
    return decision.outcome === 'accepted' ? [...events, ...decision.events] : events;
  }, []);
const outcome = (events: readonly TrafficFilterEvent[], command: TrafficFilterCommand) => {
  const decision = trafficFilterDecider.decide(command, stateAfter(events));
  return decision.outcome === 'refused' ? decision.refusal.code : decision.events.map(({ type }) => type);
};

const office: TrafficRule = { kind: 'network', cidrs: ['192.0.2.0/24', '2001:db8::/32'] };
const staff: TrafficRule = { kind: 'attribute', attribute: 'staff', equals: [true, 'yes'] };

describe('a traffic filter', () => {
  const DEFINE = define('office', office);

  it('is defined, changed and removed, each once', () => {
    expect(outcome([], DEFINE)).toEqual(['TrafficFilterDefined']);
    expect(outcome(history(DEFINE), DEFINE)).toBe('TRAFFIC_FILTER_UNCHANGED');
    expect(outcome(history(DEFINE), define('office', staff))).toEqual(['TrafficFilterDefined']);
    expect(outcome(history(DEFINE), remove('office'))).toEqual(['TrafficFilterRemoved']);
    expect(outcome(history(DEFINE, remove('office')), remove('office'))).toBe('TRAFFIC_FILTER_NOT_FOUND');
    expect(outcome([], remove('office'))).toBe('TRAFFIC_FILTER_NOT_FOUND');
  });

  it('keeps its last rule when it is removed, and may come back', () => {
    const events = history(DEFINE, remove('office'));
    expect(stateAfter(events)).toMatchObject({ status: 'removed', definition: { rule: office } });
    expect(outcome(events, DEFINE)).toEqual(['TrafficFilterDefined']);
    expect(stateAfter(events.slice(1))).toEqual({ status: 'absent' });
  });
});

describe('the filters of a project', () => {
  const person: Caller = { userAgent: 'Mozilla/5.0', address: '203.0.113.9' };
  const tableOf = (...commands: readonly TrafficFilterCommand[]) => {
    const table = new TrafficFilterTable();
    for (const command of commands) for (const event of history(command)) table.apply(event);
    return table;
  };
  const found = (table: TrafficFilterTable, caller: Partial<Caller>, attributes?: Record<string, unknown>) =>
    table.sieveFor('default', () => ({ ...person, ...caller }))?.(attributes);

  it.each([
    ['known bots', { kind: 'known_bots' }, { userAgent: 'Examplebot/2.1' }, undefined],
    [
      'a user agent',
      { kind: 'user_agent', contains: ['LoadTest'] },
      { userAgent: 'x loadtest/1' },
      undefined,
    ],
    ['a network', office, { address: '192.0.2.77' }, undefined],
    ['a network of IPv6', office, { address: '2001:db8::1' }, undefined],
    ['an attribute', staff, {}, { staff: true }],
    ['an attribute of text', staff, {}, { staff: 'yes', other: 1 }],
  ] as const)('mean %s', (_case, rule, caller, attributes) => {
    const table = tableOf(define('apart', rule as TrafficRule));
    expect(found(table, caller, attributes)).toBe('apart');
    expect(found(table, {}, { staff: false })).toBeUndefined();
    expect(found(table, {})).toBeUndefined();
  });

  it('are asked together; the first that means an event names it', () => {
    const table = tableOf(define('staff', staff), define('office', office));
    expect(found(table, { address: '192.0.2.1' }, { staff: true })).toBe('office');
    expect(found(table, {}, { staff: true })).toBe('staff');
  });

  it('do not concern other projects, nor ask who calls where there are none', () => {
    const table = tableOf(define('office', office, 'shop'));
    const asked = jest.fn(() => person);
    expect(table.sieveFor('default', asked)).toBeUndefined();
    expect(asked).not.toHaveBeenCalled();
    expect(table.list('shop').map(({ definition }) => definition.key)).toEqual(['office']);
  });

  it('stop when they are removed', () => {
    const table = new TrafficFilterTable();
    for (const event of history(define('office', office), remove('office'))) table.apply(event);
    expect(table.sieveFor('default', () => ({ ...person, address: '192.0.2.1' }))).toBeUndefined();
    expect(table.list('default')).toMatchObject([{ status: 'removed' }]);
  });
});

describe('an event that a filter means', () => {
  const read = readRawEvent({ type: 'click', unit: 'u1', id: 'c1', time: '2026-02-01T00:00:00Z' }, context());
  if (!read.ok) throw new TypeError(read.refusal.message);
  const apart = filteredEvent(read.value, 'office');

  it('is kept whole, under its own id, where no analysis reads', () => {
    expect(apart).toMatchObject({ id: read.value.id, subject: 'u1', time: '2026-02-01T00:00:00.000Z' });
    expect(apart.data).toMatchObject({
      filter: 'office',
      recorded: { type: 'InteractionRecorded', data: read.value.data },
    });
    expect(topicOf(apart.type)).toBe('assay.filtered-traffic.v1');
  });

  it('is one that readers of the log accept', () => {
    const { data, ...attributes } = apart;
    const type = EVENT_TYPES.get(apart.type);
    expect(contextProblem(attributes) ?? (type && dataProblem(type, data))).toBeUndefined();
  });
});

describe('the address of a caller', () => {
  const trusted = networksOf(['127.0.0.0/8', '10.0.0.0/8', 'fd00::/8']);
  if (trusted === undefined) throw new TypeError('no networks');

  it.each([
    ['nobody is in between', '203.0.113.9', undefined, '203.0.113.9'],
    ['a stranger names another', '203.0.113.9', '192.0.2.1', '203.0.113.9'],
    ['a proxy names it', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['the connection is mapped', '::ffff:127.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['two proxies name it', 'fd00::1', '203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['the caller made one up before', '127.0.0.1', '192.0.2.1, 203.0.113.9', '203.0.113.9'],
    ['the proxy is the caller', '127.0.0.1', undefined, '127.0.0.1'],
    ['the name is nonsense', '127.0.0.1', 'unknown', '127.0.0.1'],
  ])('when %s', (_case, connection, forwardedFor, address) => {
    expect(clientAddress(connection, forwardedFor, trusted)).toBe(address);
  });
});

describe('a bot that says so', () => {
  it.each([
    ['Mozilla/5.0 (compatible; Examplebot/2.1; +http://example.com/bot.html)', true],
    ['Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0', true],
    ['facebookexternalhit/1.1', true],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0', false],
    ['Mozilla/5.0 (Linux; Android 9; CUBOT_X19) Chrome/120.0', false],
    ['', false],
  ])('%s: %p', (userAgent, isBot) => {
    expect(isKnownBot(userAgent)).toBe(isBot);
  });
});
