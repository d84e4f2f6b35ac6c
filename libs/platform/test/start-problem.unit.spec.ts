import { ConfigError, startProblem } from '../src/index.js';

describe('startProblem', () => {
  it.each([
    [
      new ConfigError([{ variable: 'PORT', value: 'x', expected: 'give a number' }]),
      'PORT is "x": give a number',
    ],
    [
      Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 3000 }),
      'Port 3000 is in use: set PORT to a free one.',
    ],
    [
      Object.assign(new Error('listen'), { code: 'EACCES', port: 80 }),
      'Port 80 is not allowed to this user: set PORT to one above 1023.',
    ],
    ['text', 'text'],
  ])('says in words what a person can put right (%#)', (error, words) => {
    expect(startProblem(error)).toBe(words);
  });

  it('shows where a surprise comes from', () => {
    expect(startProblem(new TypeError('x is not a function'))).toContain('start-problem.unit.spec');
  });
});
