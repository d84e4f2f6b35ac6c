import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const BATCH = 10;
const PAUSE_MS = 20;
const EXPERIMENT = 'numbered';

/** Traffic that is sent until it is acknowledged, with the same ids each time, and that can be counted afterwards. */
export class NumberedTraffic {
  acknowledged = 0;
  refused = 0;
  decisions = 0;
  running = [];
  isOver = false;

  constructor(assay) {
    this.assay = assay;
  }

  async define() {
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    const primaryMetric = { key: 'bought', type: 'proportion', event: 'purchase' };
    const design = { key: EXPERIMENT, name: EXPERIMENT, variants, primaryMetric };
    await this.assay.call('/api/v1/admin/experiments', design);
    await this.assay.call(`/api/v1/admin/experiments/${EXPERIMENT}/start`, {});
  }

  begin(clients) {
    this.running = [...Array.from({ length: clients }, (_, client) => this.send(client)), this.decide()];
  }

  async end() {
    this.isOver = true;
    await Promise.all(this.running);
  }

  /** A unit of its own counts up; new units see the experiment. */
  async send(client) {
    for (let batch = 0; !this.isOver; batch += 1) {
      const time = new Date().toISOString();
      const events = Array.from({ length: BATCH }, (_, at) => {
        const number = batch * BATCH + at;
        const id = `${client}-${number}`;
        return at % 2 === 0
          ? { id, time, type: 'step', unit: `counter-${client}`, value: String(number) }
          : { id, time, type: 'exposure', unit: `unit-${id}`, experiment: EXPERIMENT, variant: 'control' };
      });
      await this.until(() => this.assay.call('/api/v1/events', { events }));
      this.acknowledged += events.length;
      await sleep(PAUSE_MS);
    }
  }

  /** A segment is defined anew, over and over. */
  async decide() {
    while (!this.isOver) {
      const headers = { 'idempotency-key': randomUUID() };
      const rule = { op: 'equals', attribute: 'number', value: String(this.decisions) };
      await this.until(() => this.assay.put('/api/v1/admin/segments/numbered', { rule }, headers));
      this.decisions += 1;
      await sleep(10 * PAUSE_MS);
    }
  }

  async until(work) {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!/: (503|504|502) |fetch failed|timeout/i.test(error.message)) throw error;
        this.refused += 1;
        await sleep(200);
      }
    }
  }
}
