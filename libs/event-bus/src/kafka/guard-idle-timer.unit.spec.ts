import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { guardIdleTimer } from './guard-idle-timer.js';

interface Queue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests: () => void;
}

const original = RequestQueue.prototype.scheduleCheckPendingRequests;
const schedule = (method: () => void, queue: Partial<Queue>): Queue => {
  const full = {
    pending: [],
    throttledUntil: -1,
    throttleCheckTimeoutId: null,
    checkPendingRequests: () => undefined,
    ...queue,
  };
  method.call(full);
  if (full.throttleCheckTimeoutId !== null) clearTimeout(full.throttleCheckTimeoutId);
  return full;
};

describe('the guard of the idle timer', () => {
  it('sets no timer when there is nothing to wait for, as kafkajs does', () => {
    expect(schedule(original, {}).throttleCheckTimeoutId).not.toBeNull();
    guardIdleTimer();
    const guarded = RequestQueue.prototype.scheduleCheckPendingRequests;
    expect(schedule(guarded, {}).throttleCheckTimeoutId).toBeNull();
  });

  it('still sets one for requests that wait, and while the broker throttles', () => {
    guardIdleTimer();
    const guarded = RequestQueue.prototype.scheduleCheckPendingRequests;
    expect(schedule(guarded, { pending: [{}] }).throttleCheckTimeoutId).not.toBeNull();
    expect(schedule(guarded, { throttledUntil: Date.now() + 60_000 }).throttleCheckTimeoutId).not.toBeNull();
  });
});
