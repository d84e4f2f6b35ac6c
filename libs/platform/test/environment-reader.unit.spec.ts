import { ConfigError, EnvironmentReader } from '../src/index.js';

describe('EnvironmentReader', () => {
  it('takes empty text for "not set"', () => {
    const read = new EnvironmentReader({ A: '', B: '  ', C: ' c ' });
    expect([read.optional('A'), read.optional('B'), read.optional('C')]).toEqual([undefined, undefined, 'c']);
  });

  it('falls back where nothing is set, and is content', () => {
    const read = new EnvironmentReader({});
    expect(read.integer('N', { fallback: 7, min: 1, max: 9 })).toBe(7);
    expect(read.boolean('B', true)).toBe(true);
    expect(read.oneOf('C', ['x', 'y'], 'y')).toBe('y');
    expect(read.url('U', ['redis'], 'redis://localhost')).toBe('redis://localhost');
    expect(() => read.check()).not.toThrow();
  });

  it.each(['0', '10', '1.5', 'many', '1e1', '-3'])('refuses the integer "%s" from 1 to 9', (text) => {
    const read = new EnvironmentReader({ N: text });
    read.integer('N', { fallback: 7, min: 1, max: 9 });
    expect(() => read.check()).toThrow(`N is "${text}": give a whole number from 1 to 9`);
  });

  it.each(['yes', '1', 'TRUE'])('refuses the truth value "%s"', (text) => {
    const read = new EnvironmentReader({ B: text });
    read.boolean('B', false);
    expect(() => read.check()).toThrow(ConfigError);
  });

  it('reports what a caller finds wrong with a value', () => {
    const read = new EnvironmentReader({});
    expect(read.wrong({ variable: 'X', value: '3', expected: 'give an even number' }, 2)).toBe(2);
    expect(() => read.check()).toThrow('X is "3": give an even number');
  });
});
