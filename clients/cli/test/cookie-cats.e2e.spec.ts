import { describeWith } from '@assay/testing';
import { cookieCatsFile } from './support/cookie-cats.js';
import { startDistributed } from './support/distributed.js';
import { expectMainJob } from './support/main-job.js';
import { expectRefusedPromotion } from './support/promotion.js';
import type { RunningForm } from './support/standalone.js';
import { startStandalone } from './support/standalone.js';

const MINUTES = 60_000;

/** From the file to the decision, in one of the two ways of running. */
function mainJob(start: () => Promise<RunningForm>): void {
  const file = cookieCatsFile();
  let form: RunningForm | undefined;

  beforeAll(async () => {
    if (file !== undefined) form = await start();
  }, 5 * MINUTES);
  afterAll(() => form?.stop(), MINUTES);

  it(
    'imports Cookie Cats twice, reports the known figures, rebuilds to the same bytes, and promotes nothing',
    async () => {
      if (file === undefined || form === undefined) return;
      await expectMainJob(form.folder, file);
      await expectRefusedPromotion(form);
    },
    20 * MINUTES,
  );
}

describe('the main job, standalone', () => mainJob(startStandalone));

describeWith('kafka', 'the main job, distributed', () =>
  describeWith('redis', 'on five processes', () => mainJob(startDistributed)),
);
