import type { CommandOf } from '../../../test/support/experiment-story.js';
import {
  CREATED,
  DESIGN,
  existingAfter,
  history,
  promoted,
  rolledBack,
  STARTED,
} from '../../../test/support/experiment-story.js';
import { shownStatus } from '../experiment-state.js';
import type { ListFilter } from './list-filter.js';
import { isListed } from './list-filter.js';

const stateOf = (...commands: readonly CommandOf[]) => existingAfter(history(...commands));
const RUNNING = stateOf(
  { ...CREATED, design: { ...DESIGN, owner: 'team-a', tags: ['shop', 'green'] } } as CommandOf,
  STARTED,
);

describe('a filter of experiments', () => {
  it.each<[ListFilter, boolean]>([
    [{}, true],
    [{ status: ['draft', 'running'] }, true],
    [{ status: ['draft'] }, false],
    [{ type: 'ab_test', owner: 'team-a', tag: 'green' }, true],
    [{ type: 'bandit' }, false],
    [{ owner: 'team' }, false],
    [{ tag: 'red' }, false],
    [{ search: 'BUTTON sells' }, true],
    [{ search: 'button bananas' }, false],
    [{ search: '100%' }, false],
  ])('%j lets it through: %s', (filter, isLetThrough) => {
    expect(isListed(RUNNING, filter)).toBe(isLetThrough);
  });

  it('takes what is reopened for running, as it is shown', () => {
    const started = [CREATED, STARTED] as const;
    const { version } = stateOf(...started);
    const reopened = stateOf(...started, promoted(version), rolledBack());
    expect([reopened.status, shownStatus(reopened)]).toEqual(['reopened', 'running']);
    expect(isListed(reopened, { status: ['running'] })).toBe(true);
  });

  it('finds no owner where there is none', () => {
    expect(isListed(stateOf(CREATED), { owner: 'team-a' })).toBe(false);
    expect(isListed(stateOf(CREATED), { tag: 'shop' })).toBe(false);
  });
});
