import type { EventEnvelope } from '@assay/contracts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { experimentCreated, exposure, interaction, metric, START } from './events.js';
import { ExperimentStory } from './experiment-story.js';

const file = join(process.env['EXAMPLE_DATA'] ?? '../shared/data', 'cookie_cats.csv.gz');

/** Runs the block where the data set is; elsewhere says so, and fails where nothing may be left out. */
export function describeCookieCats(name: string, block: () => void): void {
  if (existsSync(file)) {
    describe(name, block);
    return;
  }
  describe(name, () => {
    it('is not run without the data set', () => {
      process.stdout.write(`${name}: ${file} is not there (EXAMPLE_DATA names its folder)\n`);
      expect(process.env['REQUIRE_SERVICES']).not.toBe('1');
    });
  });
}

/** One unit played 49,854 rounds, the next one 2,961. */
export const CAP = 1_000;

const METRICS = {
  primary: metric('retention_7'),
  secondary: [
    metric('retention_1'),
    metric('sum_gamerounds', { type: 'mean' }),
    metric('capped_gamerounds', { event: 'sum_gamerounds', type: 'mean', cap: { value: String(CAP) } }),
    metric('median_gamerounds', { event: 'sum_gamerounds', type: 'quantile', quantile: 0.5 }),
  ],
};

export const cookieCatsDefinition = experimentCreated('cookie-cats', METRICS);
export const cookieCatsStory = ExperimentStory.running('cookie-cats', METRICS, { gate_30: 1, gate_40: 1 });

/** A line of the file. */
export interface Player {
  readonly unit: string;
  readonly variant: string;
  readonly rounds: number;
  readonly day1: boolean;
  readonly day7: boolean;
}

export function cookieCatsPlayers(): readonly Player[] {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  return lines.map((line) => {
    const [unit = '', variant = '', rounds = '', day1, day7] = line.trim().split(',');
    return { unit, variant, rounds: Number(rounds), day1: day1 === 'TRUE', day7: day7 === 'TRUE' };
  });
}

/** The file as exposures and outcomes; FALSE sends no event. */
export function cookieCatsEvents(): readonly EventEnvelope[] {
  return cookieCatsPlayers().flatMap(({ unit, variant, rounds, day1, day7 }) => {
    const where = { unit, time: START };
    return [
      exposure({ ...where, experiment: 'cookie-cats', variant }),
      interaction({ ...where, name: 'sum_gamerounds', value: String(rounds) }),
      ...(day1 ? [interaction({ ...where, name: 'retention_1' })] : []),
      ...(day7 ? [interaction({ ...where, name: 'retention_7' })] : []),
    ];
  });
}
