import { Progress } from './progress.js';

const TOPIC = 't';
const ends = (...list: readonly number[]) =>
  new Map([[TOPIC, list.map((end, partition) => ({ partition, earliest: 0, end }))]]);

/** Progress with a clock that the test sets. */
function setUp() {
  const clock = { now: 1_000 };
  return { clock, progress: new Progress(() => clock.now) };
}

const isSettled = async (promise: Promise<void>): Promise<boolean> => {
  const open = Symbol('open');
  const winner = await Promise.race([promise.then(() => undefined), Promise.resolve(open)]);
  return winner !== open;
};

describe('the progress of a subscription', () => {
  it('has caught up when every end seen at the start is reached, here or elsewhere', async () => {
    const { progress } = setUp();
    progress.setGoals(ends(10, 0, 5));
    progress.own(TOPIC, 0, 0);
    progress.moved(TOPIC, 0, 9);
    progress.reached(TOPIC, 2, 5);
    expect(await isSettled(progress.caughtUp)).toBe(false);
    progress.moved(TOPIC, 0, 10);
    await progress.caughtUp;
    expect(progress.isCatchingUp).toBe(false);
  });

  it('has caught up at once with an empty log, and with one it has read before', async () => {
    const [empty, read] = [setUp().progress, setUp().progress];
    empty.setGoals(ends(0, 0));
    read.setGoals(ends(7));
    read.own(TOPIC, 0, 7);
    await Promise.all([empty.caughtUp, read.caughtUp]);
  });

  it('does not move the goal when the log grows', async () => {
    const { progress } = setUp();
    progress.own(TOPIC, 0, 0);
    progress.setGoals(ends(3));
    progress.setGoals(ends(9));
    progress.moved(TOPIC, 0, 3);
    await progress.caughtUp;
  });

  it('counts lag, and stalls from the moment there is some', () => {
    const { progress, clock } = setUp();
    progress.own(TOPIC, 0, 4);
    clock.now = 50_000;
    expect(progress.health()).toEqual({ running: true, lag: 0, stalledMs: 0 });
    progress.sawEnd(TOPIC, 0, 10);
    clock.now = 57_000;
    expect(progress.health()).toEqual({ running: true, lag: 6, stalledMs: 7_000 });
    progress.moved(TOPIC, 0, 8);
    expect(progress.health()).toEqual({ running: true, lag: 2, stalledMs: 0 });
  });

  it('sees the partition that stands still among others that move', () => {
    const { progress, clock } = setUp();
    for (const partition of [0, 1]) progress.own(TOPIC, partition, 0);
    for (const partition of [0, 1]) progress.sawEnd(TOPIC, partition, 100);
    clock.now += 5_000;
    progress.moved(TOPIC, 0, 50);
    expect(progress.health().stalledMs).toBe(5_000);
  });

  it('forgets partitions that belong to others now', () => {
    const { progress } = setUp();
    progress.own(TOPIC, 0, 0);
    progress.sawEnd(TOPIC, 0, 100);
    progress.lose(TOPIC, 0);
    expect(progress.health().lag).toBe(0);
  });

  it('says what is wrong until every partition has caught up', () => {
    const { progress } = setUp();
    for (const partition of [0, 1]) progress.own(TOPIC, partition, 0);
    for (const partition of [0, 1]) progress.sawEnd(TOPIC, partition, 10);
    progress.failed(new Error('the database was away'));
    progress.moved(TOPIC, 0, 10);
    expect(progress.health().lastError).toBe('the database was away');
    progress.moved(TOPIC, 1, 10);
    expect(progress.health()).not.toHaveProperty('lastError');
  });

  it('says why it ended', async () => {
    const { progress } = setUp();
    progress.halt(new Error('the log does not continue'));
    expect(progress.health()).toMatchObject({ running: false, lastError: 'the log does not continue' });
    await expect(progress.caughtUp).rejects.toThrow('the log does not continue');
  });
});
