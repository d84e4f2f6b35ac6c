import { commands, given, metadata, observed, typesOf, uuid } from '../../test/support/release-life.js';

const { create, start, advance, promote, breach, feature, overridden } = commands;
const pause = { type: 'PauseRelease', metadata: metadata(2), reason: 'a holiday' } as const;
const atHour = (hours: number) => metadata(hours);

describe('a release', () => {
  it('goes up its ramp step by step, after each hold', () => {
    const release = given(create(), start(), advance(13, [1, 2]), advance(25, [2, 3])).state;
    expect(release).toMatchObject({ status: 'in_progress', environment: 'canary', trafficPercent: 10 });
  });

  it('does not go on before its hold is over, with bad or with unknown health; says which and why', () => {
    const decision = given(create(), start()).when(advance(3, [1, 2], { observed: observed('HOLD') }));
    expect(decision).toMatchObject({
      refusal: {
        code: 'CONDITIONS_UNMET',
        unmet: [
          { name: 'health', value: 'HOLD', required: 'HEALTHY' },
          { name: 'hoursInStep', value: 2, required: 'at least 12 hours' },
        ],
      },
    });
  });

  it('goes on all the same where somebody says why; what stood against it is kept', () => {
    const decision = given(create(), start()).when(
      advance(3, [1, 2], { observed: observed('HOLD'), ...overridden }),
    );
    expect(decision).toMatchObject({
      events: [
        {
          type: 'ReleaseAdvanced',
          data: {
            trafficPercent: 5,
            override: {
              reason: 'agreed with the team',
              unmet: [
                'health is HOLD, required HEALTHY',
                'hoursInStep is 2 hours, required at least 12 hours',
              ],
            },
          },
        },
      ],
    });
  });

  it('skips no step, also not with an override', () => {
    const decision = given(create(), start()).when(
      advance(13, [1, 2], { trafficPercent: 10, ...overridden }),
    );
    expect(decision).toMatchObject({ refusal: { code: 'STEP_SKIPPED', value: 10, next: 5 } });
  });

  it('starts at a step of its ramp only', () => {
    expect(given(create()).when(start({ trafficPercent: 7 }))).toMatchObject({
      refusal: { code: 'STEP_NOT_IN_RAMP', value: 7 },
    });
    expect(given(create()).then(start({ trafficPercent: 10 }))).toMatchObject({ trafficPercent: 10 });
  });

  it('has no step after the last one', () => {
    const ended = given(create({ ramp: [5] }), start());
    expect(typesOf(ended.when(advance(13, [1, 2])))).toEqual(['RAMP_ENDED']);
  });

  it('goes from canary to staging to production', () => {
    const staged = given(create(), start(), promote(13, 'staging', [1, 2]));
    expect(staged.state).toMatchObject({ environment: 'staging', trafficPercent: 0 });
    expect(staged.then(promote(25, 'production', [2, 3]))).toMatchObject({
      environment: 'production',
      trafficPercent: 100,
      features: { new_api: true, fast_path: true },
    });
  });

  it('goes from canary to production only where somebody says why', () => {
    const canary = given(create(), start());
    expect(typesOf(canary.when(promote(13, 'production', [1, 2])))).toEqual(['OVERRIDE_REQUIRED']);
    expect(canary.when(promote(13, 'production', [1, 2], overridden))).toMatchObject({
      events: [{ data: { environment: 'production', override: { unmet: ['staging is left out'] } } }],
    });
  });

  it('does not go back by a promotion, nor start in production without an override', () => {
    const staged = given(create(), start(), promote(13, 'staging', [1, 2]));
    expect(typesOf(staged.when(promote(26, 'staging', [2, 3])))).toEqual(['WRONG_ENVIRONMENT']);
    expect(typesOf(staged.when(advance(26, [2, 3])))).toEqual(['WRONG_ENVIRONMENT']);
    expect(typesOf(given(create()).when(start({ environment: 'production' })))).toEqual([
      'OVERRIDE_REQUIRED',
    ]);
    expect(given(create()).then(start({ environment: 'staging' }))).toMatchObject({ environment: 'staging' });
  });

  it('is not moved by whoever decided on what has changed meanwhile', () => {
    const moved = given(create({ holdHours: 0 }), start(), advance(13, [1, 2]));
    expect(moved.when(advance(13, [1, 3]))).toMatchObject({
      refusal: { code: 'STALE_ACTIVATION', activation: uuid(1), current: uuid(2) },
    });
    expect(typesOf(moved.when(promote(13, 'staging', [1, 3])))).toEqual(['STALE_ACTIVATION']);
  });

  it('keeps its traffic in a pause, whose hours do not count; an override does not reach it', () => {
    const paused = given(create(), start(), pause);
    expect(paused.state).toMatchObject({ status: 'paused', trafficPercent: 1, reason: 'a holiday' });
    expect(typesOf(paused.when(advance(20, [1, 2], overridden)))).toEqual(['CONDITIONS_UNMET']);
    const resumed = given(create(), start(), pause, { type: 'ResumeRelease', metadata: atHour(20) });
    expect(resumed.when(advance(30, [1, 2]))).toMatchObject({
      refusal: { unmet: [{ name: 'hoursInStep', value: 11 }] },
    });
    expect(typesOf(resumed.when(advance(31, [1, 2])))).toEqual(['ReleaseAdvanced']);
  });

  it('is complete only from production on, and can be rolled back even then', () => {
    const complete = (hours: number, judged: number) =>
      ({
        type: 'CompleteRelease',
        metadata: atHour(hours),
        activation: uuid(9),
        judged: uuid(judged),
        observed: observed(),
      }) as const;
    expect(typesOf(given(create(), start()).when(complete(20, 1)))).toEqual(['WRONG_ENVIRONMENT']);
    const done = given(create(), start({ environment: 'production', ...overridden }), complete(13, 1));
    expect(done.state).toMatchObject({ status: 'completed', features: { new_api: true } });
    const back = {
      type: 'RollBackRelease',
      metadata: atHour(40),
      activation: uuid(10),
      reason: 'late',
    } as const;
    expect(done.then(back)).toMatchObject({ status: 'rolled_back', features: { new_api: false } });
  });
});

describe('the rollback of a release', () => {
  it('turns all its features off and keeps the evidence', () => {
    expect(given(create(), start()).then(breach(2, 1))).toMatchObject({
      status: 'rolled_back',
      automatic: true,
      trigger: 'health',
      evidence: { canary: { outcomes: 200, errors: 1, p99Ms: expect.closeTo(300, -0.5) } },
      features: { new_api: false, fast_path: false },
    });
  });

  it('needs evidence about what serves now', () => {
    const moved = given(create(), start(), advance(13, [1, 2]));
    expect(typesOf(moved.when(breach(14, 1)))).toEqual(['STALE_ACTIVATION']);
    expect(typesOf(moved.when(breach(14, 2)))).toEqual(['ReleaseRolledBack']);
  });

  it('happens also in a pause', () => {
    expect(typesOf(given(create(), start(), pause).when(breach(3, 1)))).toEqual(['ReleaseRolledBack']);
  });

  it('is only told where autoRollback is off, once for each activation', () => {
    const off = given(create({ autoRollback: false }), start(), breach(2, 1));
    expect(off.state).toMatchObject({
      status: 'in_progress',
      trafficPercent: 1,
      withheld: { trigger: 'health', evidence: { recommendation: 'ROLLBACK' } },
      features: { new_api: true },
    });
    expect(typesOf(off.when(breach(3, 1)))).toEqual(['ALREADY_WITHHELD']);
    const next = given(create({ autoRollback: false }), start(), breach(2, 1), advance(13, [1, 2]));
    expect(typesOf(next.when(breach(14, 2)))).toEqual(['ReleaseRollbackWithheld']);
  });

  it('happens after all where autoRollback is switched on', () => {
    const on = {
      type: 'SetAutoRollback',
      metadata: atHour(3),
      enabled: true,
      reason: 'we trust it',
    } as const;
    const release = given(create({ autoRollback: false }), start(), breach(2, 1), on);
    expect(typesOf(release.when(breach(4, 1)))).toEqual(['ReleaseRolledBack']);
    expect(typesOf(release.when({ ...on, metadata: atHour(4) }))).toEqual(['AUTO_ROLLBACK_UNCHANGED']);
  });

  it('follows a feature that is disabled, in the same step', () => {
    const serving = given(create(), start());
    const decision = serving.when(feature(2, 'new_api', false));
    expect(decision).toMatchObject({
      events: [
        { type: 'ReleaseFeatureDisabled', id: uuid(902) },
        {
          type: 'ReleaseRolledBack',
          id: uuid(500),
          causationid: uuid(902),
          data: { trigger: 'feature_disabled', reason: 'feature new_api was disabled: it is broken' },
        },
      ],
    });
    expect(serving.then(feature(2, 'new_api', false))).toMatchObject({
      status: 'rolled_back',
      features: { new_api: false, fast_path: false },
    });
  });

  it('is not due to a feature that is disabled before the start, which stays off', () => {
    const planned = given(create(), feature(0, 'new_api', false), start());
    expect(planned.state).toMatchObject({
      status: 'in_progress',
      features: { new_api: false, fast_path: true },
    });
    expect(typesOf(planned.when(feature(2, 'new_api', false)))).toEqual(['FEATURE_UNCHANGED']);
    expect(planned.then(feature(2, 'new_api', true))).toMatchObject({ features: { new_api: true } });
  });

  it('is remembered: the version starts again only where somebody says why', () => {
    const back = given(create(), start(), breach(2, 1));
    expect(back.when(start({ metadata: metadata(5), activation: uuid(7) }))).toMatchObject({
      refusal: { code: 'OVERRIDE_REQUIRED', why: 'version 2.0.0 was rolled back' },
    });
    expect(back.then(start({ metadata: metadata(5), activation: uuid(7), ...overridden }))).toMatchObject({
      status: 'in_progress',
      activation: uuid(7),
      features: { new_api: true, fast_path: true },
    });
  });

  it('is the end of it where the release is given up', () => {
    const abort = {
      type: 'AbortRelease',
      metadata: atHour(3),
      activation: uuid(8),
      reason: 'not needed',
    } as const;
    const aborted = given(create(), start(), abort);
    expect(aborted.state).toMatchObject({ status: 'aborted', features: { new_api: false } });
    expect(typesOf(aborted.when(start({ metadata: metadata(5), ...overridden })))).toEqual(['WRONG_STATUS']);
    expect(typesOf(aborted.when({ ...abort, type: 'RollBackRelease' }))).toEqual(['WRONG_STATUS']);
  });

  it('is refused for what has no traffic, and nothing is there twice', () => {
    expect(typesOf(given(create()).when(breach(2, 1)))).toEqual(['WRONG_STATUS']);
    expect(typesOf(given().when(breach(2, 1)))).toEqual(['RELEASE_NOT_FOUND']);
    expect(typesOf(given(create()).when(create()))).toEqual(['RELEASE_EXISTS']);
  });
});
