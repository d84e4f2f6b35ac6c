/** The part of kafkajs that `guard-idle-timer.ts` mends. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    pending: readonly unknown[];
    throttledUntil: number;
    scheduleCheckPendingRequests: () => void;
  }
  export default RequestQueue;
}

/** The parts of kafkajs in whose place `wire/use-own-codec.ts` puts its own. */
declare module 'kafkajs/src/protocol/encoder.js' {
  class Encoder {
    constructor(initialSize?: number);
    buf: Buffer;
    offset: number;
    readonly buffer: Buffer;
  }
  export default Encoder;
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  const produce: { protocol: unknown };
  export default produce;
}

declare module 'kafkajs/src/protocol/requests/fetch/index.js' {
  const fetch: { protocol: unknown };
  export default fetch;
}
