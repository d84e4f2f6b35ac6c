import type { EachBatchPayload, Kafka } from 'kafkajs';

type Delivery = EachBatchPayload & { readonly partition: number };
type Listener = (event: { readonly payload: unknown }) => void;

/** A kafkajs consumer that a test plays: it joins, crashes and delivers when it is told to. */
export class FakeConsumer {
  readonly events = { GROUP_JOIN: 'join', CRASH: 'crash' };
  readonly seeks: unknown[] = [];
  options: { readonly eachBatch?: (payload: EachBatchPayload) => Promise<void> } & Record<string, unknown> =
    {};
  subscribed: unknown;
  disconnects = 0;
  private readonly listeners = new Map<string, Listener>();

  constructor(
    readonly config: Readonly<Record<string, unknown>>,
    private readonly joining: Promise<void>,
  ) {}

  on(event: string, listener: Listener): void {
    this.listeners.set(event, listener);
  }
  connect(): Promise<void> {
    return Promise.resolve();
  }
  subscribe(options: unknown): Promise<void> {
    this.subscribed = options;
    return Promise.resolve();
  }
  async run(options: typeof this.options): Promise<void> {
    this.options = options;
    await this.joining;
  }
  seek(place: unknown): void {
    this.seeks.push(place);
  }
  disconnect(): Promise<void> {
    this.disconnects += 1;
    return Promise.resolve();
  }

  join(memberAssignment: Readonly<Record<string, readonly number[]>>): void {
    this.listeners.get('join')?.({ payload: { memberAssignment } });
  }
  crash(error: Error): void {
    this.listeners.get('crash')?.({ payload: { error, restart: false } });
  }
  /** Delivers messages as kafkajs would; resolves with what happened to them. */
  async deliver(topic: string, offsets: readonly number[], rest: Partial<Delivery> = {}) {
    const seen = { resolved: [] as string[], committed: [] as unknown[], paused: 0, resumed: 0 };
    const message = { key: Buffer.from('k'), value: Buffer.from('?'), headers: {}, timestamp: '0' };
    await this.options.eachBatch?.({
      batch: {
        topic,
        partition: rest.partition ?? 0,
        highWatermark: '100',
        messages: offsets.map((offset) => ({ ...message, offset: String(offset) })),
      },
      resolveOffset: (offset: string) => void seen.resolved.push(offset),
      commitOffsetsIfNecessary: (offsets: unknown) => Promise.resolve(void seen.committed.push(offsets)),
      heartbeat: () => Promise.resolve(),
      isRunning: () => true,
      pause: () => {
        seen.paused += 1;
        return () => (seen.resumed += 1);
      },
      ...rest,
    } as unknown as EachBatchPayload);
    return seen;
  }
}

/** A Kafka whose consumers a test plays; `joining` holds up their start. */
export function fakeKafka(joining: Promise<void> = Promise.resolve()) {
  const consumers: FakeConsumer[] = [];
  const kafka = {
    consumer: (config: Readonly<Record<string, unknown>>) => {
      const consumer = new FakeConsumer(config, joining);
      consumers.push(consumer);
      return consumer;
    },
  };
  return { kafka: kafka as unknown as Kafka, consumers };
}
