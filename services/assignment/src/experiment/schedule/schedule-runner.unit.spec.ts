import { StoreUnavailableError } from '@assay/event-store';
import { Logger } from '@nestjs/common';
import type { DesignCheck } from '../design-check.service.js';
import type { ExperimentCommand } from '../experiment-command.js';
import type { ExperimentLog } from '../experiment-log.js';
import type { ExperimentRefusal } from '../experiment-refusal.js';
import type { ExperimentList } from '../listing/experiment-list.js';
import { ScheduleRunner } from './schedule-runner.js';

const MISSING: ExperimentRefusal = { code: 'LAYER_SLOT_MISSING', layer: 'pages' };

/** Three experiments are due; the first one fails as it is told to. */
function runnerOf({ failure, status = 'scheduled' }: { failure?: Error; status?: string } = {}) {
  const fired: ExperimentCommand[] = [];
  const due = ['broken', 'b', 'c'].map((key) => ({ project: 'default', key }));
  const list = { due: () => Promise.resolve(due) };
  const log = {
    load: () => Promise.resolve({ status, design: { layer: 'pages' } }),
    handle: (command: ExperimentCommand) => {
      if (failure !== undefined && command.metadata.subject.endsWith('/broken'))
        return Promise.reject(failure);
      fired.push(command);
      return Promise.resolve({ outcome: 'refused', refusal: { code: 'NOTHING_SCHEDULED' } });
    },
  };
  const check = { start: () => Promise.resolve(MISSING) };
  const runner = new ScheduleRunner(
    list as unknown as ExperimentList,
    log as unknown as ExperimentLog,
    check as unknown as DesignCheck,
    { now: () => 0 },
    () => 'id',
  );
  return { runner, fired };
}

describe('what is due', () => {
  it('is done also behind an experiment that cannot be dealt with', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { runner, fired } = runnerOf({ failure: new TypeError('a stream with a gap') });
    await runner.run();
    expect(fired.map(({ metadata }) => metadata.subject)).toEqual([
      'default/experiment/b',
      'default/experiment/c',
    ]);
    expect(warn.mock.calls).toEqual([['broken: what is scheduled cannot be done now: a stream with a gap']]);
    warn.mockRestore();
  });

  it('waits while there is no store to write to', async () => {
    const { runner, fired } = runnerOf({ failure: new StoreUnavailableError('appending', 'away') });
    await expect(runner.run()).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(fired).toEqual([]);
  });

  it.each([
    ['scheduled', MISSING],
    ['running', undefined],
  ])('comes with what keeps an experiment from starting that is %s', async (status, unready) => {
    const { runner, fired } = runnerOf({ status });
    await runner.run();
    expect(fired.map((command) => (command as { unready?: unknown }).unready)).toEqual(
      Array(3).fill(unready),
    );
  });
});
