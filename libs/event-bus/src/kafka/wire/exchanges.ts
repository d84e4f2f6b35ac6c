import type Encoder from 'kafkajs/src/protocol/encoder.js';
import type { ProduceRequest } from './produce-request.js';

/** How kafkajs asks a broker to append. */
export interface ProduceExchange {
  readonly request: { readonly apiName: string; readonly encode: () => Promise<Encoder> };
  readonly response: unknown;
}

/** How kafkajs asks a broker for records. */
export interface FetchExchange {
  readonly request: unknown;
  readonly response: { readonly decode: (bytes: Buffer) => Promise<unknown> };
  readonly requestTimeout: number;
}

interface Version {
  readonly version: number | string;
}

/** What kafkajs has for the versions of a request. */
export type ProduceProtocol = (wanted: Version) => (request: ProduceRequest) => ProduceExchange;
export type FetchProtocol = (wanted: Version) => (request: unknown) => FetchExchange;
