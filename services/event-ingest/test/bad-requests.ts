import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Random } from '@assay/testing';

export interface BadRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const PATHS = [
  '/api/v1/events',
  '/api/v1/events?partial=true',
  '/api/v1/events?partial=maybe&x=1',
  '/api/v1/cloudevents',
  '/api/v1/cloudevents?partial=true',
  '/api/v1/experiments/track-click',
  '/api/v1/experiments/track-purchase',
];
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=latin1',
  'application/x-ndjson',
  'text/plain;charset=UTF-8',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/xml',
  'x',
];
const ENCODINGS = ['gzip', 'br', 'deflate', 'gzip, gzip', 'identity', ''];
const FIELDS = [
  ...[
    'type',
    'unit',
    'userId',
    'id',
    'time',
    'sentAt',
    'value',
    'attributes',
    'experiment',
    'variant',
    'run',
  ],
  ...[
    'phase',
    'propensity',
    'success',
    'latencyMs',
    'activation',
    'specversion',
    'source',
    'subject',
    'data',
  ],
  ...['metadata', 'position', 'price', '__proto__', 'constructor', 'toString', ''],
];
const TEXTS = [
  ...[
    '',
    'u1',
    'click',
    'exposure',
    'outcome',
    '\u0000',
    '\ud800',
    '\udfff\ud800',
    '\u202e',
    'ß'.repeat(300),
  ],
  ...[
    'NaN',
    '1e308',
    '-0',
    '0x10',
    '12.50',
    '2026-02-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '1.0',
    '../../x',
  ],
  ...["'; DROP TABLE events; --", '${7*7}', 'x'.repeat(20_000)],
];
const NUMBERS = [0, -0, 1, -1, 1e308, -1e308, 5e-324, 0.1, 2 ** 53, -(2 ** 63), 1_770_000_000_000];

function someValue(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 4 ? 4 : 7);
  if (kind === 0) return random.pick(TEXTS);
  if (kind === 1) return random.pick(NUMBERS);
  if (kind === 2) return random.pick([true, false, null]);
  if (kind === 3) return `name ${String(random.below(1_000_000))}`;
  if (kind === 4) return Array.from({ length: random.below(6) }, () => someValue(random, depth + 1));
  if (kind === 5) return someEvent(random, depth + 1);
  return Object.fromEntries(Array.from({ length: random.below(400) }, (_, at) => [`a${String(at)}`, at]));
}

function someEvent(random: Random, depth: number): Record<string, unknown> {
  const fields = Array.from({ length: 1 + random.below(6) }, () => random.pick(FIELDS));
  const wrong = fields.map((field) => [field, someValue(random, depth)] as const);
  const isNearlyGood = random.chance(0.5);
  return Object.fromEntries([
    ...(isNearlyGood
      ? [
          ['type', 'click'],
          ['unit', 'u1'],
        ]
      : []),
    ...wrong,
  ]);
}

function someText(random: Random): string {
  if (random.chance(0.03)) return '['.repeat(random.below(20_000));
  if (random.chance(0.02))
    return JSON.stringify([{ type: 'a', unit: 'u', attributes: { x: 'y'.repeat(1_200_000) } }]);
  if (random.chance(0.03)) return `{"events":[{"type":"a","unit":"u","value":1e999}]}`;
  if (random.chance(0.05)) return JSON.stringify(someValue(random));
  const events = Array.from({ length: random.below(5) }, () => someEvent(random, 0));
  const shape = random.below(4);
  if (shape === 0) return JSON.stringify(events);
  if (shape === 1) return JSON.stringify({ events, ...(random.chance(0.5) ? someEvent(random, 0) : {}) });
  if (shape === 2) return events.map((event) => JSON.stringify(event)).join('\n');
  return JSON.stringify(events[0] ?? null);
}

function damaged(random: Random, body: Buffer): Buffer {
  const copy = Buffer.from(body);
  for (let times = random.below(4); times > 0 && copy.length > 0; times -= 1)
    copy[random.below(copy.length)] = random.below(256);
  return random.chance(0.2) ? copy.subarray(0, random.below(copy.length + 1)) : copy;
}

function compressed(random: Random, body: Buffer, encoding: string): Buffer {
  if (random.chance(0.2)) return body;
  if (encoding === 'gzip') return gzipSync(body);
  return encoding === 'br' ? brotliCompressSync(body) : body;
}

/** One request that a client with a bug, or an enemy, might send. */
export function badRequest(random: Random): BadRequest {
  const text = Buffer.from(someText(random));
  const body = random.chance(0.4) ? damaged(random, text) : text;
  const encoding = random.chance(0.3) ? random.pick(ENCODINGS) : undefined;
  const headers: Record<string, string> = { 'content-type': random.pick(CONTENT_TYPES) };
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  if (random.chance(0.1)) headers['ce-specversion'] = random.pick(['1.0', '0.3', '%', '']);
  if (random.chance(0.1)) headers['ce-id'] = random.pick(['1', '%FF', '%00', 'x'.repeat(300)]);
  if (random.chance(0.1)) headers['origin'] = random.pick(['null', 'https://shop.example', 'x']);
  if (random.chance(0.1))
    headers['x-forwarded-for'] = random.pick(['1.2.3.4', 'x, y', ',,,', '::ffff:1.2.3.4']);
  return { path: random.pick(PATHS), headers, body: compressed(random, body, encoding ?? '') };
}
