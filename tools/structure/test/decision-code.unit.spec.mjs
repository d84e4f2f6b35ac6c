import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { decisionCode } from '../decision-code.mjs';

const linter = new Linter({ configType: 'flat' });
const parsed = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };

/** What the lint of this project says of a text that lies in a file. */
const complaints = (file, text) =>
  linter.verify(text, [parsed, ...decisionCode], file).map(({ ruleId, message }) => ruleId ?? message);

const DECIDES = [
  'libs/contracts/src/index.ts',
  'libs/bucketing/src/index.ts',
  'libs/stats/src/index.ts',
  'services/assignment/src/experiment/experiment.decider.ts',
  'services/analytics/src/engine/state/unit.fold.ts',
  'services/analytics/src/engine/statistics/unit-sums.ts',
  'services/promotion/src/eligibility/assess-eligibility.ts',
  'services/rollout/src/health/minute-sums.ts',
];
const FOLDS = [
  'services/analytics/src/engine/engine.projection.ts',
  'services/rollout/src/rollout/rollout-state.ts',
  'services/promotion/src/promotion/promotion-state.ts',
  'services/assignment/src/experiment/experiment-bandit.rules.ts',
];
const VIOLATIONS = [
  ['asks the clock', 'export const a = Date.now();'],
  ['asks the clock by a detour', "export const a = Date['now']();"],
  ['takes the clock along', 'const { now } = Date; export const a = now();'],
  ['makes the date of now', 'export const a = new Date();'],
  ['makes the text of now', 'export const a = Date();'],
  ['measures', 'export const a = performance.now();'],
  ['waits', 'setTimeout(() => undefined, 1);'],
  ['throws dice', 'export const a = Math.random();'],
  ['takes dice along', 'const { random } = Math; export const a = random();'],
  ['takes random bytes', 'export const a = crypto.randomUUID();'],
  ['reads the environment', "export const a = process.env['TZ'];"],
  ['reads it by a detour', "export const a = globalThis['process'];"],
  ['asks for the local hour', 'export const a = (at: Date) => at.getHours();'],
  ['writes as they do here', 'export const a = (n: number) => n.toLocaleString();'],
  ['brings in what nobody sees', "export const a = import('node:os');"],
];
const IMPORTS = [
  ['random bytes', "import { randomBytes } from 'node:crypto'; export const a = randomBytes;"],
  ['a file system', "import { readFile } from 'node:fs'; export const a = readFile;"],
  ['a framework', "import { Injectable } from '@nestjs/common'; export const a = Injectable;"],
  ['a database', "import { Pool } from 'pg'; export const a = Pool;"],
];

describe('the lint of decision code', () => {
  it('is part of the lint of this project', () => {
    const config = readFileSync(join(process.cwd(), 'eslint.config.mjs'), 'utf8');
    expect(config).toContain('...decisionCode,');
  });

  it.each(VIOLATIONS)('finds what %s', (_, text) => {
    for (const file of [...DECIDES, ...FOLDS]) expect([file, complaints(file, text)]).not.toEqual([file, []]);
  });

  it.each(IMPORTS)('finds %s in what decides', (_, text) => {
    for (const file of DECIDES) expect([file, complaints(file, text)]).not.toEqual([file, []]);
  });

  it('lets arithmetic and errors be', () => {
    const text =
      'const { imul } = Math; export class A extends Error { name = new.target?.name ?? String(imul(1, 2)); }';
    for (const file of DECIDES) expect(complaints(file, text)).toEqual([]);
  });

  it('lets facts in, and leaves others alone', () => {
    const pure =
      "import { createHash } from 'node:crypto'; export const a = (t: string) => [new Date(t).getUTCHours(), createHash('sha256')];";
    for (const file of [...DECIDES, ...FOLDS]) expect(complaints(file, pure)).toEqual([]);
    for (const [, text] of [...VIOLATIONS, ...IMPORTS])
      expect(complaints('services/rollout/src/http/rollouts.controller.ts', text)).toEqual([]);
  });
});
