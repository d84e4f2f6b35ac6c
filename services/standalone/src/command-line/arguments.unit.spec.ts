import { readArguments } from './arguments.js';

const at = (env: Record<string, string> = {}) => ({ env, folder: '/home/ada/assay' });

describe('readArguments', () => {
  it('has a default for everything', () => {
    expect(readArguments([], at())).toEqual({
      help: false,
      dataFolder: '/home/ada/assay/.assay',
      port: 3000,
      empty: false,
    });
  });

  it('takes a relative folder as one of the caller', () => {
    expect(readArguments(['--data', 'other'], at()).dataFolder).toBe('/home/ada/assay/other');
    expect(readArguments(['--data', '/var/assay'], at()).dataFolder).toBe('/var/assay');
  });

  it('prefers the flag to PORT', () => {
    expect(readArguments([], at({ PORT: '4000' })).port).toBe(4000);
    expect(readArguments(['--port', '5000'], at({ PORT: '4000' })).port).toBe(5000);
  });

  it.each([
    [['--port', 'x'], '--port is "x": give a number from 1 to 65535.'],
    [['--port', '0'], '--port is "0"'],
    [['--port', '70000'], '--port is "70000"'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['here'], "Unexpected argument 'here'"],
  ])('refuses %j with a sentence and the way to the help', (args, sentence) => {
    expect(() => readArguments(args, at())).toThrow(
      expect.objectContaining({
        code: 'ARGUMENTS_INVALID',
        exitCode: 2,
        message: expect.stringMatching(/npm start -- --help$/),
      }),
    );
    expect(() => readArguments(args, at())).toThrow(sentence);
  });

  it('names the variable when that is wrong', () => {
    expect(() => readArguments([], at({ PORT: 'http' }))).toThrow('PORT is "http"');
  });
});
