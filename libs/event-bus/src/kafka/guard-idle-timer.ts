import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const GUARDED = Symbol.for('assay.kafkajs.idle-timer-guarded');

interface Guardable {
  [GUARDED]?: boolean;
  scheduleCheckPendingRequests: () => void;
}

/**
 * Without throttling and with nothing pending, kafkajs 2.2.4 sets a timer in the past: it fires every millisecond
 * for ever, and newer versions of Node warn about the negative time. Then there is nothing to schedule.
 * @see https://github.com/tulios/kafkajs/issues/1751
 */
export function guardIdleTimer(): void {
  const prototype = RequestQueue.prototype as unknown as Guardable;
  if (prototype[GUARDED] === true) return;
  const { scheduleCheckPendingRequests } = prototype;
  prototype[GUARDED] = true;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) scheduleCheckPendingRequests.call(this);
  };
}
