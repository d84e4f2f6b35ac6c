import { evaluateExperiment } from '@assay/bucketing';
import type { UnitExposed } from '@assay/contracts';
import { readEvent } from '@assay/contracts';
import { runningDefinition } from '../../../test/support/running-definition.js';
import type { AssignmentPublisher } from './assignment-publisher.js';
import { ExposureRecorder } from './exposure-recorder.js';

const CALLER = { project: 'default', actor: 'key:1' };
const MORNING = '2026-01-05T08:00:00.000Z';
const EVENING = '2026-01-05T20:00:00.000Z';
const NEXT_DAY = '2026-01-06T00:00:00.000Z';

function recorderWith(hasRoom: () => boolean = () => true) {
  const sent: UnitExposed[] = [];
  const offerExposure = (exposure: UnitExposed): boolean => {
    if (hasRoom()) sent.push(exposure);
    return hasRoom();
  };
  const recorder = new ExposureRecorder({ offerExposure } as unknown as AssignmentPublisher);
  const record = (unit: string, time = MORNING, overrides = {}, project = 'default') => {
    const evaluation = evaluateExperiment(runningDefinition(overrides), { unit });
    const isRecorded = recorder.record({ ...CALLER, project }, evaluation, { unit, time });
    return { ...evaluation, isRecorded };
  };
  return { sent, record };
}

describe('an exposure that was asked for with the assignment', () => {
  it('says what the assignment says, in an event that the log takes', () => {
    const { sent, record } = recorderWith();
    const { variant, run, phase, propensity, revision } = record('u1');
    const [exposure] = sent;
    expect(exposure).toMatchObject({ source: 'assignment', subject: 'u1', time: MORNING, actor: 'key:1' });
    expect(exposure?.data).toEqual({
      ...{ unit: 'u1', experiment: 'checkout', variant, run, phase, propensity, revision },
      ...{ reason: 'split', receivedAt: MORNING },
    });
    const [{ data, ...context }] = sent as [UnitExposed];
    expect(readEvent(context, data)).toMatchObject({ ok: true });
  });

  it('is one event for a unit, a run and a day, whichever process records it', () => {
    const [one, another] = [recorderWith(), recorderWith()];
    for (const time of [MORNING, EVENING, EVENING]) one.record('u1', time);
    another.record('u1', EVENING);
    expect(one.sent.map(({ time }) => time)).toEqual([MORNING]);
    expect(another.sent[0]?.id).toBe(one.sent[0]?.id);
  });

  it('is another one on another day, in another run, of another unit and in another project', () => {
    const { sent, record } = recorderWith();
    record('u1');
    record('u1', NEXT_DAY);
    record('u1', MORNING, { run: 2 });
    record('u2');
    record('u1', MORNING, {}, 'other');
    expect(new Set(sent.map(({ id }) => id)).size).toBe(5);
  });

  it.each([
    ['in a pause', { status: 'paused' }],
    ['outside of the traffic', { trafficAllocation: 0 }],
    ['before the start', { status: 'draft', run: null, phase: null, salt: null }],
  ])('is not recorded %s', (_, overrides) => {
    const { sent, record } = recorderWith();
    expect(record('u1', MORNING, overrides)).toMatchObject({ inExperiment: false, isRecorded: false });
    expect(sent).toEqual([]);
  });

  it('is offered again where there was no room for it', () => {
    let hasRoom = false;
    const { sent, record } = recorderWith(() => hasRoom);
    expect(record('u1').isRecorded).toBe(false);
    hasRoom = true;
    for (const _ of ['now', 'again']) expect(record('u1').isRecorded).toBe(true);
    expect(sent).toHaveLength(1);
  });
});
