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
  /** When this process saw the number change. */
  readonly since: number;
}

/** Messages that could not be handled, of every topic. */
@Injectable()
export class DeadLettersRule implements AlertRule {
  readonly name = NAME;
  readonly everyMs = 10_000;
  private readonly counted = new Map<string, Counted>();

  constructor(@Inject(EVENT_BUS) private readonly bus: EventBus) {}

  look(_open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    return Promise.all(
      Object.values(TOPICS).map(async ({ name }) => {
        const ends = await this.bus.ends(deadLetterTopic(name));
        const letters = ends.reduce((sum, { end }) => sum + end, 0);
        const before = this.counted.get(name);
        const counted = before?.letters === letters ? before : { letters, since: now };
        this.counted.set(name, counted);
        return judgeDeadLetters(name, counted, now);
      }),
    );
  }
}

/** Every new one is news, and the same ones are told once. */
export function judgeDeadLetters(topic: string, { letters, since }: Counted, now: number): Judgement {
  const isCalm = now - since >= CALM_AFTER_MS;
  return {
    level: letters === 0 || isCalm ? 'calm' : 'breached',
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
