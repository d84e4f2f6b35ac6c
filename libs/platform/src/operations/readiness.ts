/** Says whether one part can do its work; the detail is shown when it cannot. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<ReadinessAnswer> | ReadinessAnswer;
}

export interface ReadinessAnswer {
  readonly ready: boolean;
  readonly detail?: string;
}

export interface ReadinessReport {
  readonly status: 'ready' | 'not_ready';
  readonly checks: Readonly<Record<string, ReadinessAnswer>>;
}

const PATIENCE_MS = 2_000;

/** The parts whose state decides whether this process should get requests; each part adds its own check. */
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];
  private draining = false;

  add(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** From now on the answer is "not ready": the process is about to stop. */
  drain(): void {
    this.draining = true;
  }

  async report(): Promise<ReadinessReport> {
    const answers = await Promise.all(
      this.checks.map(async (check) => [check.name, await answerOf(check)] as const),
    );
    const ready = !this.draining && answers.every(([, answer]) => answer.ready);
    const stopping: Record<string, ReadinessAnswer> = this.draining
      ? { process: { ready: false, detail: 'stopping' } }
      : {};
    return { status: ready ? 'ready' : 'not_ready', checks: { ...Object.fromEntries(answers), ...stopping } };
  }
}

async function answerOf(check: ReadinessCheck): Promise<ReadinessAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ReadinessAnswer>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, { ready: false, detail: 'the check did not answer in time' });
  });
  try {
    return await Promise.race([check.check(), late]);
  } catch (error) {
    return { ready: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
