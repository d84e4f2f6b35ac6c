import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { NumberInText } from '../src/http/number-in-text.js';

class Query {
  @NumberInText()
  limit?: unknown;
}

const read = (limit: unknown): unknown => plainToInstance(Query, { limit }).limit;

describe('a number in a text', () => {
  it.each([
    ['20', 20],
    [' 1.5 ', 1.5],
    ['-3', -3],
  ])('%j is %d', (text, number) => {
    expect(read(text)).toBe(number);
  });

  it.each(['abc', '', ' ', '1,5', null, undefined])('%j stays, for validation to name it', (text) => {
    expect(read(text)).toBe(text);
  });
});
