import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { findRoot } from '../src/numeric/find-root.js';
import { zeta } from '../src/numeric/zeta.js';
import * as stats from '../src/index.js';

const EXAMPLE = /@example\s+(?:\*\s+)?(.+?)\s+\/\/ (.+)$/gm;
const NUMBER = /-?\d+(?:\.\d+)?(…)?(?:e[+-]?\d+)?/g;

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

const examples = sources(resolve(__dirname, '../src')).flatMap((source) =>
  [...source.matchAll(EXAMPLE)].map((match) => [match[1] ?? '', match[2] ?? ''] as const),
);

const evaluate = (expression: string): unknown =>
  runInNewContext(`(${expression})`, { ...stats, findRoot, zeta });

const print = (value: unknown): string =>
  JSON.stringify(value, (_key, entry: unknown) => (typeof entry === 'bigint' ? Number(entry) : entry));

/** The number that is written, and how far its last digit reaches. */
const written = (text: string): { value: number; unit: number } => {
  const plain = text.replace('…', '');
  const [mantissa = '', exponent = '0'] = plain.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return { value: Number(plain), unit: 10 ** (Number(exponent) - decimals) };
};

describe('examples in the documentation', () => {
  it('are many', () => {
    expect(examples.length).toBeGreaterThan(35);
  });

  it.each(examples)('%s is %s', (expression, comment) => {
    const expected = comment.match(NUMBER) ?? [];
    const actual = print(evaluate(expression)).match(NUMBER) ?? [];
    expect(expected.length).toBeGreaterThan(0);
    expected.forEach((text, i) => {
      const { value, unit } = written(text);
      expect(Math.abs(Number(actual[i]) - value)).toBeLessThanOrEqual(unit + 1e-12 * Math.abs(value));
    });
  });
});
