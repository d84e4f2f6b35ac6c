import type { LogRecord } from '../port.js';
import { sliced } from './record-batch.js';

const records = (count: number): readonly LogRecord[] =>
  Array.from({ length: count }, (_, offset) => ({ offset }) as LogRecord);

describe('messages in batches', () => {
  it.each([
    [0, []],
    [1, [1]],
    [2000, [2000]],
    [2001, [1001, 1000]],
    [2200, [1100, 1100]],
    [4001, [1334, 1334, 1333]],
  ])('%i are as few as there can be, of about the same size', (count, sizes) => {
    const slices = sliced(records(count), 2000);
    expect(slices.map(({ length }) => length)).toEqual(sizes);
    expect(slices.flat().map(({ offset }) => offset)).toEqual(records(count).map(({ offset }) => offset));
  });
});
