import { Dependents } from './dependents.js';

describe('what has to be compiled anew', () => {
  const dependents = new Dependents();
  dependents.set('a', ['b']);
  dependents.set('b', ['c', 'page']);
  dependents.set('other', ['page']);

  it('is what depends on a change, over any number of others, and nothing else', () => {
    expect([...dependents.with(['c'])]).toEqual(['c', 'b', 'a']);
    expect([...dependents.with(['page'])]).toEqual(['page', 'b', 'other', 'a']);
    expect([...dependents.with(['a'])]).toEqual(['a']);
  });

  it('ends where a circle began', () => {
    const circle = new Dependents();
    circle.set('a', ['b']);
    circle.set('b', ['a']);
    expect([...circle.with(['a'])]).toEqual(['a', 'b']);
  });

  it('is no longer what has come to depend on something else', () => {
    dependents.set('other', ['c']);
    expect([...dependents.with(['page'])]).toEqual(['page', 'b', 'a']);
  });
});
