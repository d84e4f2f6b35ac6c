import type { Principal } from '@assay/auth';
import { deadLetterTopic, streamId, TOPICS } from '@assay/contracts';
import type { EventBus, LogRecord, RawMessage } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { DataAccess } from '@assay/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { DefinitionLog } from '../definitions/definition-log.js';
import { decisionsOf } from './dead-letter-decisions.js';
import {
  DeadLetterDiscardedProblem,
  DeadLetterNotFoundProblem,
  MessageGoneProblem,
} from './dead-letter-problems.js';
import type { DeadLetterContent, DeadLetterView } from './dead-letter-view.js';
import { letterContent, letterId, letterView, lookedAt } from './dead-letter-view.js';
import type { DeadLetterState } from './dead-letter.decider.js';
import { deadLetterDecider, OPEN } from './dead-letter.decider.js';

/** The place of a dead letter, in the letters of a topic. */
export interface LetterPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** `streamId` takes keys of any characters; a place as one word reads better in it. */
const keyOf = ({ topic, partition, offset }: LetterPlace): string =>
  `${topic}-${String(partition)}-${String(offset)}`;

const isOwn = (name: string): boolean => name.startsWith('dl_');

/** What lies aside because nobody could handle it: shown, put back, or given up, each with reason and actor. */
@Injectable()
export class DeadLettersService {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly log: DefinitionLog,
    private readonly access: DataAccess,
  ) {}

  /** Those of the caller's project, topic by topic and in order. @param topic only this one */
  async *list({ project }: Principal, topic?: string): AsyncGenerator<DeadLetterView> {
    const decided = await decisionsOf(this.store, project);
    const topics = Object.values(TOPICS).map(({ name }) => name);
    for (const name of topics.filter((known) => topic === undefined || known === topic)) {
      for await (const letter of this.letters(name)) {
        if (!isOf(project, letter)) continue;
        yield letterView(name, letter, decided.get(keyOf({ ...letter, topic: name })) ?? OPEN);
      }
    }
  }

  async show(who: Principal, place: LetterPlace): Promise<DeadLetterContent> {
    const letter = await this.find(who, place);
    const view = letterView(place.topic, letter, await this.stateOf(who, place));
    await this.access.note(who, lookedAt(view));
    return letterContent(view, letter);
  }

  /** Puts the message into its topic once more. Whoever had handled it drops the repeat. */
  async retry(who: Principal, place: LetterPlace, reason: string): Promise<DeadLetterView> {
    const letter = await this.find(who, place);
    await this.refuseDiscarded(who, place);
    // First the message, then the decision: a crash between leaves an open letter, and trying again does no harm.
    await this.bus.publishRaw(place.topic, [await this.messageOf(letter, place)]);
    return this.decide(who, { place, letter, reason, type: 'RetryDeadLetter' });
  }

  async discard(who: Principal, place: LetterPlace, reason: string): Promise<DeadLetterView> {
    const letter = await this.find(who, place);
    return this.decide(who, { place, letter, reason, type: 'DiscardDeadLetter' });
  }

  private async decide(who: Principal, { place, letter, reason, type }: Deciding): Promise<DeadLetterView> {
    const metadata = this.log.metadata(who, 'dead-letter', keyOf(place));
    const handled = await this.log.handle(deadLetterDecider, { type, metadata, ...place, reason });
    if (handled.outcome === 'refused') throw new DeadLetterDiscardedProblem(letterId(place), handled.refusal);
    return letterView(place.topic, letter, handled.state);
  }

  private stateOf({ project }: Principal, place: LetterPlace): Promise<DeadLetterState> {
    return this.log.load(deadLetterDecider, streamId(project, 'dead-letter', keyOf(place)));
  }

  private async refuseDiscarded(who: Principal, place: LetterPlace): Promise<void> {
    const state = await this.stateOf(who, place);
    if (state.status !== 'discarded') return;
    throw new DeadLetterDiscardedProblem(letterId(place), { code: 'DEAD_LETTER_DISCARDED', ...state });
  }

  private async find({ project }: Principal, place: LetterPlace): Promise<LogRecord> {
    const topic = deadLetterTopic(place.topic);
    const known = Object.values(TOPICS).some(({ name }) => name === place.topic);
    const letter = known ? await this.recordAt({ ...place, topic }) : undefined;
    if (letter === undefined || !isOf(project, letter)) throw new DeadLetterNotFoundProblem(letterId(place));
    return letter;
  }

  /** The message as it lay in its topic; where that is gone, as the letter has it, if it has the whole. */
  private async messageOf(letter: LogRecord, place: LetterPlace): Promise<RawMessage> {
    const [partition, offset] = [Number(letter.headers['dl_partition']), Number(letter.headers['dl_offset'])];
    const original = await this.recordAt({ topic: place.topic, partition, offset });
    const { key, headers, value } = original ?? letter;
    if (original === undefined && headers['dl_cut_from'] !== undefined)
      throw new MessageGoneProblem(letterId(place));
    const own = Object.entries(headers).filter(([name]) => !isOwn(name));
    return { key, headers: Object.fromEntries(own), value };
  }

  private async recordAt({ topic, partition, offset }: LetterPlace): Promise<LogRecord | undefined> {
    const ends = (await this.bus.ends(topic)).find((place) => place.partition === partition);
    if (ends === undefined || offset < ends.earliest || offset >= ends.end) return undefined;
    for await (const [record] of this.bus.records({ topic, partition, from: offset, until: offset + 1 }))
      return record;
    return undefined;
  }

  private async *letters(topic: string): AsyncGenerator<LogRecord> {
    const name = deadLetterTopic(topic);
    for (const { partition, earliest, end } of await this.bus.ends(name))
      for await (const page of this.bus.records({ topic: name, partition, from: earliest, until: end }))
        yield* page;
  }
}

interface Deciding {
  readonly place: LetterPlace;
  readonly letter: LogRecord;
  readonly reason: string;
  readonly type: 'RetryDeadLetter' | 'DiscardDeadLetter';
}

/** What names no project, because its headers are broken, is everybody's. */
const isOf = (project: string, { headers }: LogRecord): boolean =>
  (headers['ce_project'] ?? project) === project;
