import { canonicalJson, hashOfEvent } from '@assay/contracts';
import type { EventEnvelope } from '@assay/contracts';
import fc from 'fast-check';
import { InvalidEventError } from '../src/index.js';
import { checkEvents, sealEvents } from '../src/store/seal.js';
import { STREAM, variantAdded } from './example-events.js';

const START = { version: 0, hash: '' };
const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/), { minLength: 1, maxLength: 12 });

describe('sealing events', () => {
  it('numbers them and chains each to the one before', () => {
    const [first, second] = sealEvents(START, [variantAdded('a'), variantAdded('b')]);
    expect(first?.event).toMatchObject({ streamversion: 1, assayhash: first && hashOfEvent(first.event) });
    expect(first?.event.assayprev).toBeUndefined();
    expect(second?.event).toMatchObject({ streamversion: 2, assayprev: first?.event.assayhash });
  });

  it('goes on from the end of the stream', () => {
    const hash = 'a'.repeat(64);
    const [next] = sealEvents({ version: 41, hash }, [variantAdded('a')]);
    expect(next?.event).toMatchObject({ streamversion: 42, assayprev: hash });
  });

  it('gives the same chain whether events are sealed together or one after the other', () => {
    fc.assert(
      fc.property(names, fc.nat(11), (all, cut) => {
        const events = all.map((name) => variantAdded(name));
        const together = sealEvents(START, events);
        const head = sealEvents(START, events.slice(0, cut));
        const last = head[head.length - 1];
        const end = last === undefined ? START : { version: last.version, hash: last.event.assayhash ?? '' };
        expect([...head, ...sealEvents(end, events.slice(cut))]).toEqual(together);
      }),
    );
  });

  it('gives another hash for any other content, order of members aside', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20 }),
        fc.string({ minLength: 1, maxLength: 20 }),
        (a, b) => {
          const [one] = sealEvents(START, [{ ...variantAdded('a'), actor: a }]);
          const [other] = sealEvents(START, [{ actor: b, ...without(variantAdded('a'), 'actor') }]);
          expect(one?.event.assayhash === other?.event.assayhash).toBe(a === b);
        },
      ),
    );
  });

  it('stores bytes that read back to the same event with the same hash', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue()), (config) => {
        const event = variantAdded('a');
        const [sealed] = sealEvents(START, [{ ...event, data: { ...(event.data as object), config } }]);
        const read = JSON.parse(sealed?.json ?? '') as EventEnvelope;
        expect(hashOfEvent(read)).toBe(sealed?.event.assayhash);
        expect(canonicalJson(read)).toBe(sealed?.json);
      }),
    );
  });

  it('overwrites a place in a chain that an event brings along', () => {
    const forged = {
      ...variantAdded('a'),
      assayprev: 'f'.repeat(64),
      assayhash: 'e'.repeat(64),
      streamversion: 9,
    };
    expect(sealEvents(START, [forged])).toEqual(sealEvents(START, [variantAdded('a')]));
  });
});

describe('checking events before they are stored', () => {
  it('takes an event of the stream', () => {
    expect(() => {
      checkEvents(STREAM, [variantAdded('a')]);
    }).not.toThrow();
  });

  it.each([
    ['of another stream', { subject: 'default/experiment/other' }, 'its subject is default/experiment/other'],
    ['of an unknown type', { type: 'NeverHeardOf' }, 'unknown-type'],
    ['of a future version', { dataschema: 'assay:VariantAdded:99' }, 'unknown-version'],
    ['with broken data', { data: { key: 'a' } }, 'invalid-data'],
    ['without an actor', { actor: '' }, 'invalid-envelope'],
    ['with an id that is none', { id: '1' }, 'invalid-envelope'],
  ])('refuses one %s', (_name, change, reason) => {
    const check = (): void => {
      checkEvents(STREAM, [{ ...variantAdded('a'), ...change }]);
    };
    expect(check).toThrow(InvalidEventError);
    expect(check).toThrow(reason);
  });

  it('refuses one that the log would refuse', () => {
    const data = {
      key: 'a',
      name: 'A',
      isControl: false,
      weight: 1,
      config: { text: 'x'.repeat(1_000_000) },
    };
    const check = (): void => {
      checkEvents(STREAM, [{ ...variantAdded('a'), data }]);
    };
    expect(check).toThrow(expect.objectContaining({ code: 'EVENT_TOO_LARGE', status: 413 }));
  });
});

function without<Value extends object, Key extends keyof Value>(value: Value, key: Key): Omit<Value, Key> {
  const { [key]: _left, ...rest } = value;
  return rest;
}
