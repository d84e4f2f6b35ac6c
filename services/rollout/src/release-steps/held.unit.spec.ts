import { at, commands, given, live, metadata } from '../../test/support/release-life.js';
import { isHeldLongEnough } from './held.fold.js';

const { create, start, promote } = commands;
const hour = (hours: number): number => Date.parse(at(hours));

describe('a canary that goes up its ramp by itself', () => {
  const climbing = create({ autoAdvance: true });

  it('does so at the end of its hold, and not before', () => {
    const release = live(climbing, start());
    expect(isHeldLongEnough(release, hour(13) - 1)).toBe(false);
    expect(isHeldLongEnough(release, hour(13))).toBe(true);
  });

  it('does not where nobody asked for it, in a pause, after its last step or in another environment', () => {
    expect(isHeldLongEnough(live(create(), start()), hour(100))).toBe(false);
    const pause = { type: 'PauseRelease', metadata: metadata(2), reason: 'a holiday' } as const;
    expect(isHeldLongEnough(live(climbing, start(), pause), hour(100))).toBe(false);
    expect(isHeldLongEnough(live(climbing, start({ trafficPercent: 100 })), hour(100))).toBe(false);
    expect(isHeldLongEnough(live(climbing, start(), promote(13, 'staging', [1, 2])), hour(100))).toBe(false);
  });

  it('goes on from where it was after a pause', () => {
    const pause = { type: 'PauseRelease', metadata: metadata(7), reason: 'a holiday' } as const;
    const resume = { type: 'ResumeRelease', metadata: metadata(50) } as const;
    const { state } = given(climbing, start(), pause, resume);
    if (state.status !== 'in_progress') throw new TypeError(state.status);
    expect(isHeldLongEnough(state, hour(55))).toBe(false);
    expect(isHeldLongEnough(state, hour(56))).toBe(true);
  });
});
