import type { AlertReading, AlertLog } from '@assay/alerts';
import type { PromotionWatch, WatchedWindow } from '@assay/contracts';
import { ConflictProblem } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { Logger } from '@nestjs/common';
import type { RollbackRequest, RollbacksService } from '../promotion-handling/rollbacks.service.js';
import { BreachRollback } from './breach-rollback.js';
import { PromotionWatching } from './promotion-watch.js';
import { WatchAlerts } from './watch-alerts.js';
import type { WatchedWindows } from './watched-windows.js';

const since = '2026-03-01T00:00:00.000Z';
const limit = { kind: 'threshold', measure: 'error_rate', above: 0.05, windowSeconds: 3600 } as const;
const watch: PromotionWatch = {
  hours: 48,
  onBreach: 'roll_back',
  limits: [{ ...limit, minimumOutcomes: 20 }],
};
const seen = (errors: number): WatchedWindow => ({ since, outcomes: 100, errors, latencies: [] });
const rowOf = (key: string) => ({
  ...{ project: 'shop', experiment: key },
  state: { status: 'completed', promotionId: `p-${key}`, variant: 'green', promotedAt: since, watch },
});

interface World {
  /** Errors in a hundred outcomes, by experiment. */
  readonly errors: Record<string, number>;
  /** Subjects of alerts that are raised. */
  readonly raised?: readonly string[];
  readonly ask?: (request: RollbackRequest) => Promise<{ readonly repeated: boolean }>;
}

/** A watch over winners, and what it did. */
function watching({ errors, raised = [], ask = () => Promise.resolve({ repeated: false }) }: World) {
  const asked: string[] = [];
  const ended: AlertReading[] = [];
  const said: string[] = [];
  const models = {
    read: (model: string) =>
      Promise.resolve(
        model === 'promotions'
          ? Object.keys(errors).map(rowOf)
          : raised.map((subject) => ({ project: 'shop', subject, experiment: subject.split('/')[0] })),
      ),
  } as unknown as Projections;
  const windows = {
    read: () => Promise.resolve(Object.values(errors).map((one) => [seen(one)])),
  } as unknown as WatchedWindows;
  const alerts = {
    raise: () => Promise.resolve(),
    resolve: (reading: AlertReading) => Promise.resolve(ended.push(reading)),
  } as unknown as AlertLog;
  const rollbacks = {
    ask: (request: RollbackRequest) => {
      asked.push(request.name);
      return ask(request);
    },
  } as unknown as RollbacksService;
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: string) => said.push(text));
  const rollback = new BreachRollback(rollbacks);
  const clock = { now: () => Date.parse(since) };
  const watcher = new PromotionWatching(models, windows, rollback, new WatchAlerts(models, alerts), clock);
  return { watcher, asked, ended, said };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the watch over promoted winners', () => {
  it('goes on to the next one after one that fails', async () => {
    const ask = ({ name }: RollbackRequest) =>
      name === 'one' ? Promise.reject(new TypeError('boom')) : Promise.resolve({ repeated: false });
    const { watcher, asked } = watching({ errors: { one: 9, two: 9, fine: 1 }, ask });
    await expect(watcher.look()).rejects.toThrow('boom');
    expect(asked).toEqual(['one', 'two']);
  });

  it('asks for a rollback once, and says so once, whatever the owner answers', async () => {
    const { watcher, asked, said } = watching({ errors: { one: 9 } });
    for (let look = 0; look < 3; look++) await watcher.look();
    expect(asked).toEqual(['one']);
    expect(said).toEqual([expect.stringContaining('one: rollback asked for')]);
  });

  it('says nothing of a rollback that was asked for before', async () => {
    const { watcher, said } = watching({
      errors: { one: 9 },
      ask: () => Promise.resolve({ repeated: true }),
    });
    await watcher.look();
    expect(said).toEqual([]);
  });

  it('tries again while something is in the way, and tells it once', async () => {
    const ask = () => Promise.reject(new ConflictProblem('PROMOTION_PENDING', 'not yet'));
    const { watcher, asked, said } = watching({ errors: { one: 9 }, ask });
    for (let look = 0; look < 3; look++) await watcher.look();
    expect(asked).toHaveLength(3);
    expect(said).toEqual([expect.stringContaining('(PROMOTION_PENDING)')]);
  });

  it('ends alerts about limits that are kept and promotions that are over, and no other one', async () => {
    const subjectOf = (key: string) => `${key}/p-${key}/error_rate in 3600 s`;
    const { watcher, ended } = watching({
      errors: { bad: 9, good: 1 },
      raised: ['bad', 'good', 'gone'].map(subjectOf),
    });
    await watcher.look();
    expect(ended).toMatchObject([
      { subject: subjectOf('good'), experiment: 'good', value: 0.01, limit: 0.05 },
      { subject: subjectOf('gone'), experiment: 'gone', value: null },
    ]);
  });
});
