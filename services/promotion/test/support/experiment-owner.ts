import type { DataOf, EventDefinition, EventEnvelope, EventMetadata, PromotionEvent } from '@assay/contracts';
import {
  ConclusionRefused,
  derivedId,
  ExperimentConcluded,
  ExperimentCreated,
  ExperimentReopened,
  ExperimentStarted,
  InteractionRecorded,
  MetricsSnapshot,
  newEvent,
  streamId,
  TOPICS,
  VariantAdded,
} from '@assay/contracts';
import type { EventBus, Subscription } from '@assay/event-bus';
import { conversion } from './evidence.js';

const DAY = 86_400_000;
const now = Date.now();
export const daysAgo = (days: number): string => new Date(now - days * DAY).toISOString();

/** Plays the service that owns experiments, and the one that computes metrics. */
export class ExperimentOwner {
  private version = 0;
  private differing: Partial<DataOf<typeof ExperimentCreated>> = {};
  private answering: Subscription | undefined;
  private readonly answered = new Map<string, number>();

  constructor(
    private readonly bus: EventBus,
    private readonly key: string,
    private readonly answer: 'conclude' | 'refuse' | 'silent' = 'conclude',
    private readonly variants: readonly string[] = ['control', 'green'],
  ) {}

  /** What its design says otherwise. */
  design(differing: Partial<DataOf<typeof ExperimentCreated>>): this {
    this.differing = differing;
    return this;
  }

  /** A running experiment of two variants. */
  async startExperiment(number: number, name = `Experiment ${this.key}`): Promise<void> {
    await this.bus.publish([
      this.event(ExperimentCreated, {
        key: this.key,
        number,
        name,
        hypothesis: '',
        experimentType: 'ab_test',
        origin: 'assigned',
        unitType: 'user',
        trafficAllocation: 100,
        primaryMetric: conversion,
        secondaryMetrics: [],
        plannedUnits: null,
        ...this.differing,
      }),
      ...this.variants.map((key) =>
        this.event(VariantAdded, { key, name: key, isControl: key === 'control', weight: 1, config: {} }),
      ),
      this.event(ExperimentStarted, { run: 1, phase: 1, revision: 'r1', salt: 's', startedAt: daysAgo(3) }),
    ]);
  }

  async snapshot(data: Partial<DataOf<typeof MetricsSnapshot>>): Promise<void> {
    const complete = {
      experiment: this.key,
      run: 1,
      design: { control: 'control', primaryMetric: conversion.key, plannedUnits: null },
      metrics: [conversion],
      variants: [],
      excludedUnits: 0,
      firstExposureAt: daysAgo(3),
      lastExposureAt: daysAgo(0),
      lastEventAt: daysAgo(0),
      offsets: [],
      completeTo: daysAgo(0),
    };
    const id = derivedId(this.key, JSON.stringify(data));
    const metadata = { ...this.metadata(id), source: 'analytics', subject: this.key };
    await this.bus.publish([newEvent(MetricsSnapshot, metadata, { ...complete, ...data })]);
  }

  /** Something happens that no snapshot covers yet. */
  async interact(): Promise<void> {
    const metadata = { ...this.metadata(derivedId(this.key, 'interaction')), subject: 'unit-1' };
    const data = { unit: 'unit-1', name: 'click', receivedAt: daysAgo(0) };
    await this.bus.publish([newEvent(InteractionRecorded, metadata, data)]);
  }

  async answerPromotions(): Promise<void> {
    this.answering = await this.bus.subscribe({
      group: `owner-${this.key}`,
      topics: [TOPICS.promotions.name],
      handle: async ({ events }) => {
        for (const { event } of events) await this.take(event as PromotionEvent);
      },
    });
  }

  /** How many requests of a kind were answered. */
  answersTo(type: PromotionEvent['type']): number {
    return this.answered.get(type) ?? 0;
  }

  async stop(): Promise<void> {
    await this.answering?.stop();
  }

  private async take(event: PromotionEvent): Promise<void> {
    if (event.data.experiment !== this.key || this.answer === 'silent') return;
    const reply = this.replyTo(event);
    if (reply === undefined) return;
    this.answered.set(event.type, this.answersTo(event.type) + 1);
    // At-least-once: every answer comes twice.
    await this.bus.publish([reply, reply]);
  }

  private replyTo(event: PromotionEvent): EventEnvelope | undefined {
    const reason = `answer to ${event.type}`;
    if (event.type !== 'PromotionRequested' && event.type !== 'PromotionRollbackRequested') return undefined;
    const { promotionId } = event.data;
    if (this.answer === 'refuse')
      return this.event(ConclusionRefused, { promotionId, code: 'EXPERIMENT_CHANGED', reason }, event.id);
    if (event.type === 'PromotionRollbackRequested')
      return this.event(ExperimentReopened, { reason, promotionId }, event.id);
    const concluded = { run: 1, winner: event.data.variant, reason, concludedAt: daysAgo(0), promotionId };
    return this.event(ExperimentConcluded, concluded, event.id);
  }

  private metadata(id: string): EventMetadata {
    return {
      id,
      source: 'assignment',
      subject: streamId('default', 'experiment', this.key),
      time: daysAgo(0),
      project: 'default',
      actor: 'user:owner',
      correlationid: 'test',
    };
  }

  private event<Definition extends EventDefinition>(
    definition: Definition,
    data: DataOf<Definition>,
    cause = '',
  ): EventEnvelope {
    this.version += 1;
    const id = derivedId(this.key, definition.type, cause, String(this.version));
    return { ...newEvent(definition, this.metadata(id), data), streamversion: this.version };
  }
}
