import { cyclesIn } from '../cycles.mjs';

const graph = (edges) => new Map(Object.entries(edges));

describe('import cycles', () => {
  it('are none in a tree and in a diamond', () => {
    expect(cyclesIn(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
  });

  it('are shown in the order of the imports', () => {
    expect(cyclesIn(graph({ a: ['b'], b: ['c'], c: ['b'] }))).toEqual([['b', 'c', 'b']]);
  });

  it('include a file that imports itself', () => {
    expect(cyclesIn(graph({ a: ['a'] }))).toEqual([['a', 'a']]);
  });

  it('leave out what is not part of the graph', () => {
    expect(cyclesIn(graph({ a: ['elsewhere'] }))).toEqual([]);
  });
});
