import { existsSync, readFileSync } from 'node:fs';

describe('the slow suites', () => {
  const slow = JSON.parse(readFileSync('tools/jest/slow-suites.json', 'utf8'));

  it('are there, the longest first', () => {
    expect(Object.keys(slow).filter((path) => !existsSync(path))).toEqual([]);
    const seconds = Object.values(slow);
    expect(seconds).toEqual(seconds.toSorted((one, other) => other - one));
  });
});
