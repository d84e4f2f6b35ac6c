import type { CommandOf } from '../../test/support/experiment-story.js';
import {
  CREATED,
  given,
  history,
  metadata,
  NOW,
  outcomeOf,
  stateAfter,
  STARTED,
} from '../../test/support/experiment-story.js';

const ALERT = '0192a000-0000-7000-9000-000000000009';
const LATER = '2026-01-05T11:00:00.000Z';
const REASON = 'guardrail: error_rate is 0.2, above 0.05';

const asked = (over: Partial<{ run: number; since: string }> = {}): CommandOf => ({
  type: 'PauseForGuardrail',
  metadata: metadata({ causationid: ALERT, actor: 'system:analytics' }),
  alert: ALERT,
  run: 1,
  since: NOW,
  reason: REASON,
  ...over,
});
const paused: CommandOf = { type: 'PauseExperiment', reason: 'by hand' };
const resumed: CommandOf = { type: 'ResumeExperiment', metadata: metadata({ time: LATER }) };
const when = (command: CommandOf, ...before: readonly CommandOf[]) =>
  outcomeOf(given(history(CREATED, ...before)).when(command));

describe('an alert on a guardrail', () => {
  it('pauses the run it is about, and the event says which alert it was', () => {
    expect(when(asked(), STARTED)).toEqual([
      { type: 'ExperimentPaused', data: { run: 1, reason: REASON, alert: ALERT } },
    ]);
    expect(stateAfter(history(CREATED, STARTED, asked()))).toMatchObject({
      status: 'paused',
      reason: REASON,
    });
  });

  it('does nothing to a run that is not running', () => {
    expect(when(asked())).toMatchObject({ code: 'WRONG_STATUS', status: 'draft' });
    expect(when(asked(), STARTED, asked())).toMatchObject({ code: 'WRONG_STATUS', status: 'paused' });
  });

  it('does not pause on evidence of before it was resumed, and does on that of afterwards', () => {
    const refusal = { code: 'EVIDENCE_IS_OLD', run: 1, since: NOW, runningSince: LATER };
    expect(when(asked(), STARTED, paused, resumed)).toEqual(refusal);
    expect(when(asked({ since: LATER }), STARTED, paused, resumed)).toMatchObject([
      { type: 'ExperimentPaused' },
    ]);
  });

  it('does not pause on evidence of another run', () => {
    expect(when(asked({ run: 2 }), STARTED)).toMatchObject({ code: 'EVIDENCE_IS_OLD' });
  });

  it('counts from the same instant when the allocation changes', () => {
    const change: CommandOf = { type: 'ChangeAllocation', trafficAllocation: 50 };
    expect(when(asked(), STARTED, change)).toMatchObject([{ type: 'ExperimentPaused' }]);
  });
});
