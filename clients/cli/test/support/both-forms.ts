import { describeWith } from '@assay/testing';
import { startDistributed } from './distributed.js';
import type { Environment, RunningForm } from './standalone.js';
import { startStandalone } from './standalone.js';

const MINUTES = 60_000;

type Tests = (form: () => RunningForm) => void;

function block(tests: Tests, start: () => Promise<RunningForm>): () => void {
  return () => {
    let form: RunningForm | undefined;
    beforeAll(async () => {
      form = await start();
    }, 5 * MINUTES);
    afterAll(() => form?.stop(), MINUTES);
    tests(() => {
      if (form === undefined) throw new TypeError('it has not started');
      return form;
    });
  };
}

/** Runs tests against one process. */
export function describeStandalone(name: string, tests: Tests, env: Environment = {}): void {
  describe(
    `${name}, standalone`,
    block(tests, () => startStandalone({ env })),
  );
}

/** Runs tests against five processes, where Kafka and Redis are there. */
export function describeDistributed(name: string, tests: Tests, env: Environment = {}): void {
  describeWith('kafka', `${name}, distributed`, () =>
    describeWith(
      'redis',
      'on five processes',
      block(tests, () => startDistributed(env)),
    ),
  );
}

/** Runs the same tests against one process and, where Kafka and Redis are there, against five. */
export function describeBothForms(name: string, tests: Tests, env: Environment = {}): void {
  describeStandalone(name, tests, env);
  describeDistributed(name, tests, env);
}
