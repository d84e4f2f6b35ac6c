import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { problemAnswer } from '../../problems/problem-answer.js';
import { dropBody } from '../../problems/drop-body.js';
import { parseShortBody } from '../body-parser.js';
import type { ExpressAnswer, ExpressReply, ExpressRoute } from './express-route.js';
import { shapedRefusal } from './shaped-refusal.js';
import { hasPlainHeaders, isPlainName, readBody } from './plain-request.js';
import { WholeAnswers } from './whole-answer.js';

/** Told of every answer: the route's address, its status, and how long it took. */
export type AnswerListener = (url: string, status: number, milliseconds: number) => void;

interface Match {
  readonly route: ExpressRoute;
  readonly params: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const NONE = Object.freeze({});
const lanes = new WeakMap<object, ExpressLane>();

/**
 * The way past the framework, for the few routes that are called for every visitor: their plainest requests (a short
 * JSON body, an address without escapes or a query, no other origin) go from the HTTP server straight to the handler.
 * Every other request for these routes takes the road: the framework's own way.
 */
export class ExpressLane {
  private readonly logger = new Logger(ExpressLane.name);
  private readonly routes: {
    readonly prefix: string;
    readonly name?: string;
    readonly route: ExpressRoute;
  }[] = [];
  private readonly road: RequestListener;
  private readonly whole: WholeAnswers;
  private isOpen = true;
  private listener: AnswerListener = () => undefined;

  private constructor({ server }: FastifyInstance) {
    const [road] = server.listeners('request');
    this.road = road as RequestListener;
    this.whole = new WholeAnswers(server);
    server
      .removeAllListeners('request')
      .on('request', (request: IncomingMessage, response: ServerResponse) => {
        const match = this.isOpen ? this.match(request) : undefined;
        if (match === undefined) this.road(request, response);
        else this.serve(match, request, response);
      });
  }

  /** The one lane of a server. */
  static of(fastify: FastifyInstance): ExpressLane {
    // Plugins see an instance of their own; the server is the one thing that they share.
    const lane = lanes.get(fastify.server) ?? new ExpressLane(fastify);
    lanes.set(fastify.server, lane);
    return lane;
  }

  add<Caller>(route: ExpressRoute<Caller>): void {
    const [prefix = '', name] = route.url.split(':');
    // The caller that a route's own `authorize` finds is the only one that its `answer` is given.
    this.routes.push({ prefix, route: route as ExpressRoute, ...(name === undefined ? {} : { name }) });
  }

  onAnswered(listener: AnswerListener): void {
    this.listener = listener;
  }

  /** From now on every request takes the road. */
  close(): void {
    this.isOpen = false;
  }

  private match({ method, url = '', headers }: IncomingMessage): Match | undefined {
    if (method !== 'POST') return undefined;
    for (const { prefix, name, route } of this.routes) {
      if (!url.startsWith(prefix)) continue;
      const rest = url.slice(prefix.length);
      if (name === undefined ? rest !== '' : !isPlainName(rest)) continue;
      if (!hasPlainHeaders(headers)) return undefined;
      return { route, params: name === undefined ? NONE : { [name]: rest } };
    }
    return undefined;
  }

  private serve({ route, params }: Match, raw: IncomingMessage, response: ServerResponse): void {
    const started = performance.now();
    const answered = (status: number): void => {
      this.listener(route.url, status, performance.now() - started);
    };
    const send = (answer: ExpressAnswer): void => {
      if (typeof answer === 'string') this.whole.send(response, answer);
      else sendReply(response, answer);
      answered(typeof answer === 'string' ? 200 : answer.status);
    };
    const fail = (error: unknown): void => {
      const told = shapedRefusal(error, route.refusalShape, { params, facts: {} });
      const { status, headers, text } = problemAnswer(told, {}, (surprise, instance) => {
        this.logger.error(`POST ${route.url} failed (${instance})`, surprise);
      });
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
      answered(status);
    };
    const { headers, socket } = raw;
    route.authorize({ headers, ip: socket.remoteAddress ?? '' }, (refusal, caller) => {
      if (refusal !== undefined) {
        void dropBody(raw).then((isWhole) => {
          if (!isWhole) response.setHeader('connection', 'close');
          fail(refusal);
        });
        return;
      }
      readBody(raw, (bytes) => {
        try {
          const body = parseShortBody(bytes);
          const refused = route.refusalOf?.(body);
          if (refused !== undefined) return fail(refused);
          const answer = route.answer({ headers, params, query: NONE, body }, caller);
          if (answer instanceof Promise) answer.then(send, fail);
          else send(answer);
        } catch (error) {
          fail(error);
        }
      });
    });
  }
}

function sendReply(response: ServerResponse, { status, headers, text }: ExpressReply): void {
  const type = { 'content-type': JSON_TYPE, 'content-length': String(Buffer.byteLength(text)) };
  response.writeHead(status, status === 304 ? headers : { ...type, ...headers }).end(text);
}
