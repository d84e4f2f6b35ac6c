/** The part of kafkajs that `guard-idle-timer.ts` mends. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    pending: readonly unknown[];
    throttledUntil: number;
    scheduleCheckPendingRequests: () => void;
  }
  export default RequestQueue;
}
