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

/** The part of kafkajs that `kafka-fetcher.ts` uses: single fetches, which its public clients do not have. */
declare module 'kafkajs/src/cluster/index.js' {
  import type { KafkaMessage, Logger } from 'kafkajs';
  export interface FetchedPartition {
    readonly partition: number;
    /** The offset after the last message that readers may see. */
    readonly highWatermark: string;
    readonly messages: readonly (KafkaMessage & { readonly isControlRecord?: boolean })[];
  }
  interface FetchRequest {
    readonly replicaId: -1;
    readonly isolationLevel: 0 | 1;
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }[];
    }[];
  }
  class Cluster {
    constructor(options: {
      readonly logger: Logger;
      readonly socketFactory: unknown;
      readonly brokers: readonly string[];
      readonly clientId: string;
      readonly connectionTimeout: number;
      readonly requestTimeout: number;
      readonly enforceRequestTimeout: boolean;
      readonly allowAutoTopicCreation: boolean;
      readonly retry: { readonly retries: number };
    });
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addTargetTopic(topic: string): Promise<void>;
    refreshMetadata(): Promise<void>;
    findLeaderForPartitions(
      topic: string,
      partitions: readonly number[],
    ): Readonly<Record<string, readonly number[]>>;
    findBroker(node: { readonly nodeId: string }): Promise<{
      fetch(request: FetchRequest): Promise<{
        readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
      }>;
    }>;
  }
  export default Cluster;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  const socketFactory: () => unknown;
  export default socketFactory;
}
