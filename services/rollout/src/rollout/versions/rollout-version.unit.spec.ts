import {
  allTheWay,
  at,
  begin,
  breach,
  create,
  events,
  given,
  publish,
  rollBack,
  startAgain,
  uuid,
} from '../../../test/support/rollout-life.js';
import type { RolloutCommand } from '../rollout-command.js';
import type { RolloutVersion } from './rollout-version.js';
import { keptVersions } from './rollout-version.js';

const versionOne = [create, begin, ...allTheWay(1, 1)];
const versionTwo = [...versionOne, publish(200, '2.0'), startAgain(200, 20), ...allTheWay(200, 20)];
const versionThree = [...versionTwo, publish(400, '3.0'), startAgain(400, 40)];
const numbers = (...commands: readonly RolloutCommand[]) => {
  const { state } = given(...commands);
  return 'versions' in state ? state.versions.map(({ number }) => number) : [];
};

describe('versions', () => {
  it('are numbered as they are published, under names of their own, and start nothing', () => {
    expect(given(...versionOne, publish(200, '2.0')).state).toMatchObject({
      status: 'completed',
      live: { version: { number: 1, name: '1.0' } },
      versions: [
        { number: 1, name: '1.0', liveSince: at(193) },
        { number: 2, name: '2.0', liveSince: null },
      ],
    });
    expect(given(...versionOne).when(publish(200, '1.0'))).toMatchObject({
      refusal: { code: 'VERSION_NAME_TAKEN', name: '1.0', version: 1 },
    });
  });

  it('are started at the first tier, and everybody else keeps the live one', () => {
    expect(given(...versionThree).state).toMatchObject({
      ...{ status: 'in_progress', tier: 'tier_1_internal', activation: uuid(40) },
      version: { number: 3, name: '3.0' },
      live: { version: { number: 2, name: '2.0' }, activation: uuid(24) },
    });
  });

  it('that are live are not started again', () => {
    expect(given(...versionOne).when(startAgain(200, 9))).toMatchObject({
      refusal: { code: 'VERSION_SERVED', version: 1 },
    });
    expect(given(...versionOne).when(startAgain(200, 9, 7))).toMatchObject({
      refusal: { code: 'VERSION_NOT_KEPT', version: 7, kept: [1] },
    });
  });

  it('that breach give way to the live one, under an activation of its own', () => {
    const rolledBack = [...versionThree, { ...breach(40), activation: uuid(88) } as RolloutCommand];
    expect(given(...rolledBack).state).toMatchObject({
      ...{ status: 'rolled_back', automatic: true, version: { number: 3 } },
      live: { version: { number: 2, name: '2.0' }, activation: uuid(88) },
      versions: [
        { bad: null },
        { bad: null },
        { number: 3, bad: { reason: expect.stringContaining('0.2') } },
      ],
    });
  });

  it('that are live are rolled back to the one before, bad ones passed over', () => {
    const once = given(...versionTwo).when(rollBack(500));
    expect(events(once)).toMatchObject([
      { data: { version: { number: 2 }, serving: { number: 1, name: '1.0' } } },
    ]);
    const twoIsBad = [
      ...versionTwo,
      rollBack(500),
      publish(501, '3.0'),
      startAgain(501, 50),
      ...allTheWay(501, 50),
    ];
    const again = given(...twoIsBad).when(rollBack(800));
    expect(events(again)).toMatchObject([{ data: { version: { number: 3 }, serving: { number: 1 } } }]);
  });

  it('may go back step by step until nothing is left', () => {
    const back = given(...versionTwo, rollBack(500));
    expect(events(back.when(rollBack(501)))).toMatchObject([{ data: { version: { number: 1 } } }]);
    const off = given(...versionTwo, rollBack(500), rollBack(501));
    expect(off.state).toMatchObject({ status: 'rolled_back', live: null });
    expect(off.when(rollBack(502))).toMatchObject({
      refusal: { code: 'WRONG_STATUS', status: 'rolled_back' },
    });
  });

  it('are turned off altogether when somebody says so', () => {
    const off = given(...versionThree).when(rollBack(500, 'off'));
    expect(events(off)[0]?.data).not.toHaveProperty('serving');
  });

  it('are named to go back to', () => {
    expect(events(given(...versionThree).when(rollBack(500, 1)))).toMatchObject([
      { data: { serving: { number: 1 } } },
    ]);
    expect(given(...versionThree).when(rollBack(500, 3))).toMatchObject({
      refusal: { code: 'VERSION_SERVED' },
    });
    expect(given(...versionThree).when(rollBack(500, 9))).toMatchObject({
      refusal: { code: 'VERSION_NOT_KEPT', kept: [1, 2, 3] },
    });
    expect(given(...versionTwo, publish(400, '3.0')).when(rollBack(500, 3))).toMatchObject({
      refusal: { code: 'VERSION_NEVER_LIVE', version: 3 },
    });
    expect(given(...versionTwo, rollBack(500)).when(rollBack(501, 2))).toMatchObject({
      refusal: { code: 'VERSION_KNOWN_BAD', version: 2, reason: 'search is slow' },
    });
  });

  it('get another chance when somebody starts them again', () => {
    const again = given(...versionTwo, rollBack(500), startAgain(501, 60, 2));
    expect(again.state).toMatchObject({ status: 'in_progress', versions: [{}, { number: 2, bad: null }] });
  });
});

describe('kept versions', () => {
  const hourly = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => publish(from + i, `v${String(from + i)}`));

  it('are the last ten', () => {
    const old = numbers(create, ...hourly(4, 1), ...hourly(10, 200));
    expect(old).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('are all of the last 72 hours', () => {
    expect(numbers(create, ...hourly(20, 1))).toHaveLength(21);
    expect(numbers(create, ...hourly(20, 1), publish(80, 'later'))[0]).toBe(10);
  });

  it('are those that are served, however old', () => {
    expect(numbers(...versionOne, ...hourly(30, 900), ...hourly(1, 2000))[0]).toBe(1);
  });

  it('counts the hours from when one was served last', () => {
    const version = (number: number, servedSince: string | null): RolloutVersion => ({
      ...{ number, name: String(number), publishedAt: at(0), servedSince, liveSince: null, bad: null },
    });
    const versions = Array.from({ length: 12 }, (_, i) => version(i + 1, i === 1 ? at(100) : null));
    expect(keptVersions(versions, at(171), []).map(({ number }) => number)).toContain(2);
    expect(keptVersions(versions, at(173), []).map(({ number }) => number)).not.toContain(2);
  });
});
