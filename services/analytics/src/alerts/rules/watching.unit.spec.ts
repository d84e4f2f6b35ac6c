import { ConfigError } from '@assay/platform';
import { HOUR, START } from '../../../test/support/events.js';
import { watched } from '../../../test/support/watched.js';
import { levelOf } from '../judgement.js';
import { activeHoursFrom, isActive } from './active-hours.js';
import { judgeSilence } from './judge-silence.js';
import { judgeLag } from './lag.rule.js';

const ALWAYS = activeHoursFrom({ ALERT_ACTIVE_HOURS: '0-24' });

describe('a level', () => {
  it('has a stretch in which nothing changes, so that a value around the limit gives one alert', () => {
    const limits = { raiseAbove: 10, calmAtMost: 8 };
    expect([null, 8, 9, 10, 11].map((value) => levelOf(value, limits))).toEqual([
      'between',
      'calm',
      'between',
      'between',
      'breached',
    ]);
  });
});

describe('active hours', () => {
  it('are from eight to eight in UTC, unless they are said', () => {
    expect(activeHoursFrom({})).toEqual({ from: 8, to: 20, timeZone: 'UTC' });
    const at = (hour: number) => isActive(activeHoursFrom({}), START + hour * HOUR);
    expect([7.99, 8, 19.99, 20].map(at)).toEqual([false, true, true, false]);
  });

  it('may lie around midnight, and in a time zone', () => {
    const night = activeHoursFrom({ ALERT_ACTIVE_HOURS: '22-2', ALERT_TIME_ZONE: 'Asia/Tokyo' });
    const at = (utcHour: number) => isActive(night, START + utcHour * HOUR);
    expect([12, 13, 16, 17].map(at)).toEqual([false, true, true, false]);
  });

  it.each([
    { ALERT_ACTIVE_HOURS: '8' },
    { ALERT_ACTIVE_HOURS: '8-25' },
    { ALERT_ACTIVE_HOURS: '9-9' },
    { ALERT_TIME_ZONE: 'Mars/Olympus' },
  ])('that make no sense are refused: %j', (env) => {
    expect(() => activeHoursFrom(env)).toThrow(ConfigError);
  });
});

describe('silence', () => {
  const NOW = START + 10 * HOUR;
  const judged = (lastEvent: number | null, completeTo: number | null = NOW, hours = ALWAYS) =>
    judgeSilence(watched(), { lastEvent, completeTo }, { now: NOW, hours }).level;

  it('is an hour without events of a running experiment', () => {
    expect([judged(NOW - HOUR + 1), judged(NOW - HOUR), judged(null)]).toEqual([
      'calm',
      'breached',
      'breached',
    ]);
  });

  it('is not told of what the read model cannot know yet', () => {
    expect([judged(NOW - 2 * HOUR, NOW - 1.5 * HOUR), judged(NOW - 2 * HOUR, null)]).toEqual([
      'between',
      'between',
    ]);
  });

  it('is expected outside of active hours, and in their first hour', () => {
    const from = (text: string) => judged(null, NOW, activeHoursFrom({ ALERT_ACTIVE_HOURS: text }));
    expect([from('11-20'), from('10-20'), from('9-20')]).toEqual(['between', 'between', 'breached']);
  });

  it('begins with the start', () => {
    const since = new Date(NOW - HOUR / 2).toISOString();
    const { level } = judgeSilence(
      watched({ runningSince: since }),
      { lastEvent: START, completeTo: NOW },
      { now: NOW, hours: ALWAYS },
    );
    expect(level).toBe('calm');
  });
});

describe('lag', () => {
  it.each([
    [31_000, 'breached'],
    [30_000, 'between'],
    [10_000, 'calm'],
    [-5_000, 'calm'],
  ])('of %i ms is %s', (behind, level) => {
    expect(judgeLag('engine', START - behind, START).level).toBe(level);
  });

  it('is not known before everything has been read once', () => {
    expect(judgeLag('engine', null, START).level).toBe('between');
  });
});
