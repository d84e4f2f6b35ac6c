import { bodiesIn, sharedNames } from '../body-names.mjs';
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

describe('names of bodies', () => {
  const bodies = (path, ...names) =>
    bodiesIn(path, names.map((name) => `export class ${name} extends Base {}\n`).join(''));

  it('are those of exported classes', () => {
    expect(bodies('a.ts', 'StartDto', 'Start')).toEqual([{ name: 'StartDto', path: 'a.ts' }]);
  });

  it('are told where two files share one', () => {
    expect(sharedNames([...bodies('a.ts', 'ADto', 'BDto'), ...bodies('b.ts', 'BDto')])).toEqual([
      'two bodies of the name BDto: a.ts and b.ts',
    ]);
    expect(sharedNames([...bodies('a.ts', 'ADto'), ...bodies('b.ts', 'BDto')])).toEqual([]);
  });
});
