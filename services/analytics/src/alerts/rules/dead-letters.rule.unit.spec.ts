import { deadLetterTopic, TOPICS } from '@assay/contracts';
import type { EventBus, PartitionEnds, Position } from '@assay/event-bus';
import { HOUR, START } from '../../../test/support/events.js';
import { DeadLettersRule } from './dead-letters.rule.js';

const TOPIC = TOPICS.interactions.name;

/** What the rule asks of a log that took dead letters of one topic at these instants, in two partitions. */
class Letters implements Pick<EventBus, 'ends' | 'positionsAt'> {
  questions = 0;

  constructor(readonly takenAt: number[]) {}

  ends(topic: string): Promise<readonly PartitionEnds[]> {
    return Promise.resolve(
      this.places(topic, Infinity).map(({ partition, offset }) => ({
        ...{ partition, earliest: 0, end: offset },
      })),
    );
  }

  positionsAt(topic: string, instant: number): Promise<readonly Position[]> {
    this.questions += 1;
    return Promise.resolve(this.places(topic, instant));
  }

  private places(topic: string, instant: number): readonly Position[] {
    const own = topic === deadLetterTopic(TOPIC) ? this.takenAt : [];
    return [0, 1].map((partition) => ({
      topic,
      partition,
      offset: own.filter((at, number) => number % 2 === partition && at <= instant).length,
    }));
  }
}

const ruleOn = (letters: Letters): DeadLettersRule => new DeadLettersRule(letters as unknown as EventBus);
async function levelAt(rule: DeadLettersRule, now: number): Promise<unknown> {
  const judgements = await rule.look([], now);
  const own = judgements.find(({ reading }) => reading.subject === TOPIC);
  return [own?.level, own?.reading.value];
}

describe('dead letters', () => {
  it('are told while the last one is younger than an hour, by the time at which the log took it', async () => {
    const rule = ruleOn(new Letters([START - HOUR, START]));
    expect([await levelAt(rule, START), await levelAt(rule, START + HOUR - 1)]).toEqual([
      ['breached', 2],
      ['breached', 2],
    ]);
    expect(await levelAt(rule, START + HOUR)).toEqual(['calm', 2]);
  });

  it('are as old for a process that starts later', async () => {
    const letters = new Letters([START]);
    expect(await levelAt(ruleOn(letters), START + HOUR - 1)).toEqual(['breached', 1]);
    expect(await levelAt(ruleOn(letters), START + HOUR)).toEqual(['calm', 1]);
  });

  it('are news again when more come, and no question to the log while none do', async () => {
    const letters = new Letters([START - 2 * HOUR]);
    const rule = ruleOn(letters);
    const levels = [await levelAt(rule, START), await levelAt(rule, START + HOUR)];
    expect([levels, letters.questions]).toEqual([
      [
        ['calm', 1],
        ['calm', 1],
      ],
      1,
    ]);
    letters.takenAt.push(START + HOUR);
    expect(await levelAt(rule, START + HOUR + 1)).toEqual(['breached', 2]);
  });
});
