import { commands, given, live, metadata, uuid } from '../../test/support/release-life.js';
import type { ReleaseCommand } from '../release/release-command.js';
import type { ExistingRelease } from '../release/release-state.js';
import { placeOf } from './place.fold.js';
import { routeRelease } from './route-release.fold.js';

const { create, start, promote, breach, overridden } = commands;
const keys = Array.from({ length: 2_000 }, (_, i) => `user-${String(i)}`);
const canaryAt = (percent: number) => live(create(), start({ trafficPercent: percent }));
const state = (...before: readonly ReleaseCommand[]): ExistingRelease => {
  const { state: release } = given(...before);
  if (release.status === 'absent') throw new TypeError('there is no release');
  return release;
};

describe('the place of a routing key', () => {
  // python3 -c 'import hashlib; print(int(hashlib.sha256(b"user-123").hexdigest(), 16) % 100)'
  it.each([
    ['user-123', 44],
    ['user-123-session', 47],
    ['request-id', 75],
    ['', 49],
    ['użytkownik-7', 25],
  ])('of "%s" is %i', (key, place) => {
    expect(placeOf(key)).toBe(place);
  });
});

describe('the routing of a release', () => {
  it('sends those to the canary whose place is below its share', () => {
    const release = canaryAt(50);
    expect(routeRelease(release, { routingKey: 'user-123-session' })).toEqual({
      targetEnvironment: 'canary',
      isCanary: true,
      enabledFeatures: ['new_api', 'fast_path'],
      reason: "place 47 is below the canary's 50 %",
      version: '2.0.0',
      side: 'canary',
      activation: uuid(1),
    });
    expect(routeRelease(release, { routingKey: 'request-id' })).toEqual({
      targetEnvironment: 'production',
      isCanary: false,
      enabledFeatures: [],
      reason: "place 75 is not below the canary's 50 %",
      version: '1.9.3',
      side: 'stable',
      activation: uuid(1),
    });
  });

  it('gives the canary its share, and never takes it from somebody as the share grows', () => {
    const inAt = (percent: number): ReadonlySet<string> =>
      new Set(keys.filter((routingKey) => routeRelease(canaryAt(percent), { routingKey }).isCanary));
    const steps = [1, 5, 10, 25, 50, 100].map((percent) => [percent, inAt(percent)] as const);
    for (const [percent, inside] of steps) {
      const deviation = Math.sqrt(2_000 * (percent / 100) * (1 - percent / 100));
      expect(Math.abs(inside.size - percent * 20)).toBeLessThanOrEqual(4 * deviation);
    }
    steps.slice(1).forEach(([, inside], i) => {
      expect([...(steps[i]?.[1] ?? [])].every((key) => inside.has(key))).toBe(true);
    });
  });

  it('leaves traffic of staging out of the canary', () => {
    const release = live(create({ ramp: [100] }), start());
    expect(routeRelease(release, { routingKey: 'anyone', environment: 'staging' })).toMatchObject({
      targetEnvironment: 'production',
      isCanary: false,
      enabledFeatures: [],
    });
  });

  it('sends traffic of staging to staging in that stage, and that of production to the stable version', () => {
    const release = live(create(), start(), promote(13, 'staging', [1, 2]));
    expect(routeRelease(release, { routingKey: 'anyone', environment: 'staging' })).toMatchObject({
      targetEnvironment: 'staging',
      isCanary: false,
      enabledFeatures: ['new_api', 'fast_path'],
      side: 'canary',
    });
    expect(routeRelease(release, { routingKey: 'anyone' })).toMatchObject({
      targetEnvironment: 'production',
      enabledFeatures: [],
      version: '1.9.3',
      side: 'stable',
    });
  });

  it('sends everybody to the version in production', () => {
    const release = live(create(), start({ environment: 'production', ...overridden }));
    expect(routeRelease(release, { routingKey: 'anyone' })).toMatchObject({
      targetEnvironment: 'production',
      isCanary: false,
      enabledFeatures: ['new_api', 'fast_path'],
      version: '2.0.0',
    });
  });

  it.each<[string, readonly ReleaseCommand[]]>([
    ['has not started', [create()]],
    ['was rolled back', [create(), start({ trafficPercent: 100 }), breach(2, 1)]],
    [
      'was given up',
      [
        create(),
        start(),
        { type: 'AbortRelease', metadata: metadata(2), activation: uuid(3), reason: 'x' } as const,
      ],
    ],
  ])('sends everybody to the stable version where the release %s', (why, before) => {
    expect(routeRelease(state(...before), { routingKey: 'user-123' })).toEqual({
      targetEnvironment: 'production',
      isCanary: false,
      enabledFeatures: [],
      reason: `the release ${why}`,
      version: '1.9.3',
      side: 'stable',
      activation: null,
    });
  });
});
