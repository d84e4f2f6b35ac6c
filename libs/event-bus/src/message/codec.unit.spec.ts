import { click, revision } from '../../test/support/sample-events.js';
import { decodeMessage } from './decode-message.js';
import { encodeEvent } from './encode-event.js';
import { routeEvents } from './route-events.js';

const encoded = encodeEvent(click('unit-1', 7));
const codeOf = (message: Parameters<typeof decodeMessage>[0]): string => {
  const read = decodeMessage(message);
  return read.ok ? 'ok' : read.code;
};

describe('the messages of the log', () => {
  it('are CloudEvents in binary mode: attributes in headers, data as the value', () => {
    expect(encoded.key).toBe('default/unit-1');
    expect(encoded.headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: click('unit-1', 7).id,
      ce_type: 'InteractionRecorded',
      ce_dataschema: 'assay:InteractionRecorded:1',
    });
    expect(JSON.parse(encoded.value.toString())).toEqual(click('unit-1', 7).data);
  });

  it.each([
    ['an observation', click('unit-1', 1)],
    ['a decision with its stream version', revision('default/api-key/a', 3)],
    ['a unit with any characters', click('ünït "1"\n', 2)],
  ])('read back as they were written: %s', (_, event) => {
    expect(decodeMessage(encodeEvent(event))).toEqual({ ok: true, event });
  });

  it.each([
    ['malformed-json', { ...encoded, value: Buffer.from('{"unit"') }],
    ['malformed-json', { ...encoded, value: Buffer.alloc(0) }],
    ['malformed-json', { ...encoded, value: Buffer.from([0x22, 0xc3, 0x28, 0x22]) }],
    ['too-deep', { ...encoded, value: Buffer.from('['.repeat(20_000)) }],
    ['too-large', { ...encoded, value: Buffer.alloc(1_000_001, 0x20) }],
    ['invalid-data', { ...encoded, value: Buffer.from('{}') }],
    ['invalid-envelope', { ...encoded, headers: {} }],
    ['invalid-envelope', { ...encoded, headers: { ...encoded.headers, ce_streamversion: 'x' } }],
    ['unknown-type', { ...encoded, headers: { ...encoded.headers, ce_type: 'Nonsense' } }],
    [
      'unknown-version',
      { ...encoded, headers: { ...encoded.headers, ce_dataschema: 'assay:InteractionRecorded:9' } },
    ],
  ])('are refused as %s, never with an exception', (code, message) => {
    expect(codeOf(message)).toBe(code);
  });

  it('refuses to write what no reader would accept', () => {
    const event = click('unit-1', 1);
    const big = { ...event, data: { ...(event.data as object), attributes: { a: 'x'.repeat(1_000_001) } } };
    expect(() => encodeEvent(big)).toThrow(expect.objectContaining({ code: 'MESSAGE_TOO_LARGE' }));
  });

  it('are sorted by topic with their order kept', () => {
    const routed = routeEvents([click('a', 1), revision('default/api-key/a', 1), click('b', 2)]);
    expect([...routed].map(([topic, messages]) => [topic, messages.map(({ key }) => key)])).toEqual([
      ['assay.interactions.v1', ['default/a', 'default/b']],
      ['assay.access.v1', ['default/api-key/a']],
    ]);
  });

  it('are refused before anything is sent when one has no topic', () => {
    expect(() => routeEvents([click('a', 1), { ...click('a', 2), type: 'Nonsense' }])).toThrow(
      'event type Nonsense has no topic in the catalogue',
    );
  });
});
