import { LocalFlags } from '../src/config/local-flags.js';
import { LOCAL_CASES, shareOfEvaluations } from './support/local-cases.js';

describe('cases.json, evaluated by the SDK', () => {
  it('is most of its evaluations, and every rule, pattern and algorithm', () => {
    expect(shareOfEvaluations).toBeGreaterThan(0.7);
    expect(LOCAL_CASES.length).toBeGreaterThan(600);
  });

  it.each(LOCAL_CASES)('$title', async ({ config, flag, unit, attributes, shown, expected }) => {
    const flags = await LocalFlags.of(config);
    expect(shown(flags.evaluate(flag, unit, attributes))).toEqual(expected);
  });
});
