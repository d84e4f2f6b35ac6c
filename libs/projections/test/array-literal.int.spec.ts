import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import { Client } from 'pg';
import { arrayLiteral } from '../src/batch/array-literal.js';

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const readBack = async (values: readonly unknown[], type: string): Promise<unknown> => {
  const { rows } = await client.query<{ back: unknown }>(`SELECT $1::${type}[] AS back`, [
    arrayLiteral(values),
  ]);
  return rows[0]?.back;
};

describe('an array as a literal', () => {
  it('comes back as it was, whatever its texts look like', async () => {
    const texts = [
      '',
      'a',
      'NULL',
      'null',
      '{',
      '}',
      ',',
      ' b ',
      '"',
      '\\',
      '\\"',
      'a"b\\c',
      '\n\t',
      '\u001f',
      'ü 🙂',
    ];
    expect(await readBack(texts, 'text')).toEqual(texts);
    expect(await readBack([], 'text')).toEqual([]);
  });

  it('is joined as it is where nothing has to be escaped', async () => {
    const texts = ['', 'NULL', '{', '}', ',', ' b ', '\n\t', '\u001f', 'ü 🙂'];
    expect(await readBack(texts, 'text')).toEqual(texts);
  });

  it('holds numbers and nulls', async () => {
    expect(await readBack([1, null, -2], 'int')).toEqual([1, null, -2]);
    expect(await readBack([0.1, 1e21], 'float8')).toEqual([0.1, 1e21]);
    expect(await readBack([null, 'a'], 'text')).toEqual([null, 'a']);
  });

  it('is left to the driver for anything else', () => {
    expect([[new Date(0)], [['a']], [Buffer.from('a')], [true], [1n]].map(arrayLiteral)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
