import { ChangeStream } from './change-stream.js';

class Sink {
  readonly texts: string[] = [];
  isSlow = false;
  isEnded = false;
  isRevoked = false;
  write(text: string): boolean {
    this.texts.push(text);
    return !this.isSlow;
  }
  mayStay(): boolean {
    return !this.isRevoked;
  }
  end(): void {
    this.isEnded = true;
  }
  get events(): unknown[] {
    return this.texts
      .filter((text) => text.includes('data: '))
      .map((text) => JSON.parse(/data: (.*)/.exec(text)?.[1] ?? 'null') as unknown);
  }
}

describe('the stream of changes', () => {
  let tag: string;
  let stream: ChangeStream;
  beforeEach(() => {
    jest.useFakeTimers();
    tag = 't1';
    stream = new ChangeStream({ tagOf: () => tag, capacity: 2 });
  });
  afterEach(() => {
    stream.close();
    jest.useRealTimers();
  });

  it('tells what holds now at once, because something may have changed while nobody listened', () => {
    const sink = new Sink();
    stream.join('default', sink);
    expect(sink.events).toEqual([{ type: 'refetchEvaluation', etag: 't1' }]);
    expect(sink.texts[0]).toMatch(/^id: t1\nevent: message\ndata: .*\n\n$/);
  });

  it('tells changes that come together once, to those of the project', () => {
    const [mine, other] = [new Sink(), new Sink()];
    stream.join('default', mine);
    stream.join('other', other);
    for (const next of ['t2', 't3', 't4']) {
      tag = next;
      stream.changed('default');
    }
    jest.advanceTimersByTime(100);
    expect(mine.events.slice(1)).toEqual([{ type: 'refetchEvaluation', etag: 't4' }]);
    expect(other.events).toHaveLength(1);
  });

  it('keeps connections open with comments', () => {
    const sink = new Sink();
    stream.join('default', sink);
    jest.advanceTimersByTime(16_000);
    expect(sink.texts.at(-1)).toBe(':\n\n');
  });

  it('lets go of who does not read, and goes on for the others', () => {
    const [slow, quick] = [new Sink(), new Sink()];
    stream.join('default', slow);
    stream.join('default', quick);
    expect(stream.isFull).toBe(true);
    slow.isSlow = true;
    stream.changed('default');
    jest.advanceTimersByTime(100);
    stream.changed('default');
    jest.advanceTimersByTime(100);
    expect(slow.isEnded).toBe(true);
    expect(slow.events).toHaveLength(2);
    expect(quick.events).toHaveLength(3);
    expect(stream.listeners).toBe(1);
  });

  it('lets go of whose key was revoked at the next heartbeat, and says nothing more', () => {
    const [revoked, other] = [new Sink(), new Sink()];
    stream.join('default', revoked);
    stream.join('default', other);
    revoked.isRevoked = true;
    jest.advanceTimersByTime(16_000);
    expect([revoked.isEnded, revoked.texts.length, stream.listeners]).toEqual([true, 1, 1]);
    expect([other.isEnded, other.texts.length]).toEqual([false, 2]);
  });

  it('forgets who leaves, once', () => {
    const sink = new Sink();
    const leave = stream.join('default', sink);
    leave();
    leave();
    stream.changed('default');
    jest.advanceTimersByTime(100);
    expect(sink.events).toHaveLength(1);
    expect(stream.listeners).toBe(0);
  });

  it('ends all streams with the process', () => {
    const sink = new Sink();
    stream.join('default', sink);
    stream.close();
    expect(sink.isEnded).toBe(true);
  });
});
