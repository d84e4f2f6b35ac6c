import { describeWith } from '@assay/testing';
import { startDistributed } from './distributed.js';
import type { RunningForm } from './standalone.js';
import { startStandalone } from './standalone.js';

const MINUTES = 60_000;

/** Runs the same tests against one process and, where Kafka and Redis are there, against five. */
export function describeBothForms(name: string, tests: (form: () => RunningForm) => void): void {
  const block = (start: () => Promise<RunningForm>) => () => {
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
  describe(
    `${name}, standalone`,
    block(() => startStandalone()),
  );
  describeWith('kafka', `${name}, distributed`, () =>
    describeWith('redis', 'on five processes', block(startDistributed)),
  );
}
