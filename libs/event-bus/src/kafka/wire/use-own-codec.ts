import Encoder from 'kafkajs/src/protocol/encoder.js';
import fetch from 'kafkajs/src/protocol/requests/fetch/index.js';
import produce from 'kafkajs/src/protocol/requests/produce/index.js';
import type { FetchExchange, FetchProtocol, ProduceExchange, ProduceProtocol } from './exchanges.js';
import { decodeFetch } from './fetch-response.js';
import type { ProduceRequest } from './produce-request.js';
import { encodeProduce } from './produce-request.js';

const PRODUCE_VERSIONS = [3, 4, 5, 6, 7];
const FETCH_VERSION = 11;

function encoderOf(bytes: Buffer): Encoder {
  const encoder = new Encoder(1);
  encoder.buf = bytes;
  encoder.offset = bytes.length;
  return encoder;
}

const producing =
  (theirs: ProduceProtocol): ProduceProtocol =>
  ({ version }) => {
    const exchangeOf = theirs({ version });
    if (!PRODUCE_VERSIONS.includes(Number(version))) return exchangeOf;
    return (asked: ProduceRequest): ProduceExchange => {
      const { request, ...rest } = exchangeOf(asked);
      const encode = (): Promise<Encoder> => {
        const bytes = encodeProduce(asked, Date.now());
        return bytes === undefined ? request.encode() : Promise.resolve(encoderOf(bytes));
      };
      return { ...rest, request: { ...request, encode } };
    };
  };

const fetching =
  (theirs: FetchProtocol): FetchProtocol =>
  ({ version }) => {
    const exchangeOf = theirs({ version });
    if (Number(version) !== FETCH_VERSION) return exchangeOf;
    return (asked: unknown): FetchExchange => {
      const { response, ...rest } = exchangeOf(asked);
      const decode = (bytes: Buffer): Promise<unknown> => {
        const ours = decodeFetch(bytes);
        return ours === undefined ? response.decode(bytes) : Promise.resolve(ours);
      };
      return { ...rest, response: { ...response, decode } };
    };
  };

let isInUse = false;

/**
 * Lets kafkajs write and read records with the code of this folder: its own makes a buffer for each header of each
 * message that it writes, and a copy of all headers for each header that it reads, which is most of what a message
 * costs. What is not plain (compressed, transactional, other versions) is left to kafkajs.
 */
export function useOwnCodec(): void {
  if (isInUse) return;
  isInUse = true;
  produce.protocol = producing(produce.protocol as ProduceProtocol);
  fetch.protocol = fetching(fetch.protocol as FetchProtocol);
}
