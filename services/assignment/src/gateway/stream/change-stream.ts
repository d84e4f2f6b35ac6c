/** One listener's connection. */
export interface StreamSink {
  /** False when the listener does not keep up. */
  write(text: string): boolean;
  /** False once the listener's key has been revoked. */
  mayStay(): boolean;
  end(): void;
}

export interface ChangeStreamOptions {
  /** What stands for the definitions of a project now. */
  readonly tagOf: (project: string) => string;
  /** Changes within so long are told once. */
  readonly gatherMs?: number;
  readonly heartbeatMs?: number;
  readonly capacity?: number;
}

const GATHER_MS = 25;
const HEARTBEAT_MS = 15_000;
const CAPACITY = 10_000;

/**
 * Tells listeners that the definitions of their project have changed; what they are now is fetched, not told. A
 * listener that does not read is let go: it comes back by itself, and asks again then. One that may not listen any
 * more is let go with the next thing it would hear, at the latest with the next heartbeat.
 */
export class ChangeStream {
  private readonly sinks = new Map<string, Set<StreamSink>>();
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private readonly heartbeat: NodeJS.Timeout;
  private count = 0;

  constructor(private readonly options: ChangeStreamOptions) {
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs ?? HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  get listeners(): number {
    return this.count;
  }

  get isFull(): boolean {
    return this.count >= (this.options.capacity ?? CAPACITY);
  }

  /** @returns how to leave */
  join(project: string, sink: StreamSink): () => void {
    const sinks = this.sinks.get(project) ?? new Set();
    this.sinks.set(project, sinks.add(sink));
    this.count += 1;
    sink.write(this.message(project));
    return () => this.leave(project, sink);
  }

  /** Says, soon, that a project has changed. */
  changed(project: string): void {
    if (!this.sinks.has(project) || this.pending.has(project)) return;
    const timer = setTimeout(() => {
      this.pending.delete(project);
      this.send(project, this.message(project));
    }, this.options.gatherMs ?? GATHER_MS);
    this.pending.set(project, timer);
  }

  close(): void {
    clearInterval(this.heartbeat);
    for (const timer of this.pending.values()) clearTimeout(timer);
    for (const sinks of this.sinks.values()) for (const sink of sinks) sink.end();
  }

  private leave(project: string, sink: StreamSink): void {
    const sinks = this.sinks.get(project);
    if (sinks?.delete(sink) !== true) return;
    this.count -= 1;
    if (sinks.size === 0) this.sinks.delete(project);
  }

  private message(project: string): string {
    const tag = this.options.tagOf(project);
    return `id: ${tag}\nevent: message\ndata: ${JSON.stringify({ type: 'refetchEvaluation', etag: tag })}\n\n`;
  }

  private beat(): void {
    for (const project of this.sinks.keys()) this.send(project, ':\n\n');
  }

  private send(project: string, text: string): void {
    for (const sink of this.sinks.get(project) ?? []) {
      if (sink.mayStay() && sink.write(text)) continue;
      this.leave(project, sink);
      sink.end();
    }
  }
}
