import { deadLetterTopic, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { Inject, Injectable } from '@nestjs/common';
import type { Judgement } from '../judgement.js';
import type { OpenAlert } from '../open-alert.js';
import type { AlertRule } from './alert-rule.js';
import { systemReading } from './system-reading.js';

const NAME = 'dead-letters';
/** It is over when no more came for this long. */
const CALM_AFTER_MS = 3_600_000;

interface Counted {
  readonly letters: number;
  /** Whether one of them came in the time after which it is over, by the clock of the log. */
  readonly isRecent: boolean;
}

/** Messages that could not be handled, of every topic. */
@Injectable()
export class DeadLettersRule implements AlertRule {
  readonly name = NAME;
  readonly everyMs = 10_000;
  /** By topic, up to which number no letter is recent any more. */
  private readonly old = new Map<string, number>();

  constructor(@Inject(EVENT_BUS) private readonly bus: EventBus) {}

  look(_open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    return Promise.all(
      Object.values(TOPICS).map(async ({ name }) =>
        judgeDeadLetters(name, await this.count(name, now - CALM_AFTER_MS)),
      ),
    );
  }

  private async count(topic: string, since: number): Promise<Counted> {
    const ends = await this.bus.ends(deadLetterTopic(topic));
    const letters = ends.reduce((sum, { end }) => sum + end, 0);
    if (letters === (this.old.get(topic) ?? 0)) return { letters, isRecent: false };
    const before = await this.bus.positionsAt(deadLetterTopic(topic), since);
    const isRecent = letters > before.reduce((sum, { offset }) => sum + offset, 0);
    if (!isRecent) this.old.set(topic, letters);
    return { letters, isRecent };
  }
}

/** Every new one is news, and the same ones are told once. */
function judgeDeadLetters(topic: string, { letters, isRecent }: Counted): Judgement {
  return {
    level: isRecent ? 'breached' : 'calm',
    reading: systemReading({
      rule: NAME,
      subject: topic,
      severity: 'critical',
      message: `${String(letters)} times a reader could not handle a message of ${topic}: see ${deadLetterTopic(topic)}`,
      value: letters,
      limit: 0,
      isTotal: true,
    }),
  };
}
