import { MemberSet } from '@assay/bucketing';
import { lineReaderOf, memberOfCsvLine, memberOfJsonLine } from './member-lines.js';
import type { MemberOfLine } from './member-lines.js';
import { readMembers } from './read-members.js';

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size));
}

const read = (text: string, memberOf: MemberOfLine = memberOfCsvLine, size = 7) =>
  readMembers(chunksOf(text, size), memberOf);

async function* bytesOf(...chunks: readonly (readonly number[])[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(Uint8Array.from(chunk));
}

describe('a list of members', () => {
  it.each([
    ['in a line', [[0x61, 0x0a, 0x75, 0xff, 0x0a]]],
    ['at the end', [[0x61, 0x0a, 0xc3]]],
  ])('refuses bytes that are no text, %s', async (_where, chunks) => {
    await expect(readMembers(bytesOf(...chunks), memberOfCsvLine)).rejects.toMatchObject({
      status: 400,
      code: 'INVALID_UTF8',
    });
  });

  it('takes a character whose bytes come in two pieces', async () => {
    const { size } = await readMembers(bytesOf([0x61, 0x0a, 0xc3], [0xbc, 0x0a]), memberOfCsvLine);
    expect(size).toBe(2);
  });

  it('is the same in any order, in any pieces, however often a member is named', async () => {
    const first = await read('unit\nanna\nbört\nüber\n');
    const second = await read('über\r\nanna\r\nbört\r\nanna', memberOfCsvLine, 1);
    expect(second.hash).toBe(first.hash);
    expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(first.size).toBe(3);
    expect((await read('anna')).hash).not.toBe(first.hash);
  });

  it('tells members from others by its bytes alone', async () => {
    const { bytes } = await read('anna\nbört');
    const members = MemberSet.fromBytes(bytes);
    expect(['anna', 'bört', 'bort', ''].map((name) => members.has(name))).toEqual([true, true, false, false]);
    expect(new TextDecoder().decode(bytes)).not.toContain('anna');
  });

  it('reads texts, numbers and objects from JSON lines', async () => {
    const { bytes, size } = await read('"a"\n42\n{"member":"c","note":1}\n\n', memberOfJsonLine);
    const members = MemberSet.fromBytes(bytes);
    expect([size, members.has('a'), members.has('42'), members.has('c')]).toEqual([3, true, true, true]);
  });

  it('reads the first column of a table', async () => {
    const { bytes, size } = await read('User,name\nu1,Anna\n"u,2",Bert\n"u""3"\n');
    const members = MemberSet.fromBytes(bytes);
    expect(size).toBe(3);
    expect(['u1', 'u,2', 'u"3'].every((name) => members.has(name))).toBe(true);
  });

  it('takes an empty list', async () => {
    expect((await read('')).size).toBe(0);
  });

  it.each<[string, string, MemberOfLine, string]>([
    ['no JSON', '"a"\nb\n', memberOfJsonLine, 'line 2: must be JSON'],
    ['no member', '{"name":"x"}', memberOfJsonLine, 'line 1: must be a text or a whole number'],
    ['half a number', '1.5', memberOfJsonLine, 'line 1: must be a text or a whole number'],
    ['inherited members', '{"__proto__":{"member":"x"}}', memberOfJsonLine, 'line 1: must be a text'],
    ['a name that is too long', 'x'.repeat(201), memberOfCsvLine, 'line 1: must have 1 to 200'],
    ['a NUL', 'a\0b', memberOfCsvLine, 'line 1: must have 1 to 200'],
    ['an open quotation mark', '"a\nb"', memberOfCsvLine, 'line 1: must close its quotation mark'],
  ])('refuses %s, and says where', async (_, text, memberOf, message) => {
    await expect(read(text, memberOf)).rejects.toThrow(message);
  });

  it('refuses a line without end', async () => {
    await expect(read('x'.repeat(20_000), memberOfCsvLine, 4_000)).rejects.toMatchObject({
      code: 'SEGMENT_LINE_TOO_LONG',
    });
  });

  it('takes a million members, and not one more', async () => {
    const million = Array.from({ length: 1_000_000 }, (_, index) => `u${String(index)}`).join('\n');
    expect((await read(million, memberOfCsvLine, 1 << 20)).bytes.length).toBe(8_000_000);
    await expect(read(`${million}\nmore`, memberOfCsvLine, 1 << 20)).rejects.toMatchObject({
      status: 413,
      code: 'SEGMENT_TOO_LARGE',
    });
  });
});

describe('media types of a list', () => {
  it.each([
    ['application/x-ndjson', memberOfJsonLine],
    ['application/ndjson; charset=utf-8', memberOfJsonLine],
    ['text/csv', memberOfCsvLine],
  ])('%s is read', (type, reader) => {
    expect(lineReaderOf(type)).toBe(reader);
  });

  it.each(['application/json', undefined, 'text/plain'])('%s is not', (type) => {
    expect(() => lineReaderOf(type)).toThrow('is no list of members');
  });
});
