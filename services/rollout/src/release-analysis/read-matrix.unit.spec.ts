import { readMatrix } from './read-matrix.js';

const matrix = (...series: readonly (readonly string[])[]): string =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'matrix',
      result: series.map((values) => ({
        metric: {},
        values: values.map((value, i) => [1_700_000_000 + i, value]),
      })),
    },
  });

describe('an answer of Prometheus', () => {
  it('gives its points, those that are numbers', () => {
    expect(readMatrix(matrix(['1', '2.5', 'NaN', '+Inf', '-3e2']))).toEqual([1, 2.5, -300]);
    expect(readMatrix(matrix())).toEqual([]);
  });

  it.each([
    ['no JSON', '<html>', 'Prometheus answered with what is no JSON'],
    ['an error', '{"status":"error","error":"parse error: unexpected end"}', 'parse error: unexpected end'],
    ['a vector', '{"status":"success","data":{"resultType":"vector","result":[]}}', 'data.resultType'],
    ['several series', matrix(['1'], ['2']), 'the query gives 2 series: aggregate them into one'],
    ['something else', '[]', 'Prometheus answered'],
  ])('is refused where it is %s', (_name, text, said) => {
    expect(() => readMatrix(text)).toThrow(said);
  });
});
