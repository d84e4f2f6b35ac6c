import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { thresholdsOf, ThresholdsDto } from './thresholds.dto.js';

const read = (given: object): ThresholdsDto => plainToInstance(ThresholdsDto, given);
const refused = (given: object): string[] => validateSync(read(given)).map(({ property }) => property);

describe('thresholds that a request gives', () => {
  it('are numbers, also as the text of a query', () => {
    const given = read({ minSampleSize: '500', minRuntimeHours: 1.5 });
    expect(validateSync(given)).toEqual([]);
    expect(thresholdsOf(given)).toEqual({ minSampleSize: 500, minRuntimeHours: 1.5 });
  });

  it.each([[{ toString: 1 }], [{}], [[]], [true], [''], [' '], ['NaN'], ['1e999'], [['1', '2']]])(
    'are refused, by name, when they are %j',
    (value) => {
      expect(refused({ minSampleSize: value })).toEqual(['minSampleSize']);
      expect(refused({ minRuntimeHours: value })).toEqual(['minRuntimeHours']);
    },
  );

  it('are those of the service where they are null: nothing passes a threshold by leaving it empty', () => {
    expect(thresholdsOf(read({ minSampleSize: null, minConfidenceLevel: null }))).toEqual({});
    expect(thresholdsOf(null)).toEqual({});
    expect(thresholdsOf()).toEqual({});
  });
});
