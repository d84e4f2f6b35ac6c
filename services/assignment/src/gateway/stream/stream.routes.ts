import { CrossOrigin, principalOf, RequestLimits, TokenInvalidProblem } from '@assay/auth';
import { hotRoute, UnavailableProblem } from '@assay/platform';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ConfigStore } from '../config/config-store.js';
import { ChangeStream } from './change-stream.js';
import { StreamShares } from './stream-shares.js';
import type { Listener } from './stream-tokens.js';
import { StreamTokens } from './stream-tokens.js';
import { CONFIG_STREAM_URL, OFREP_STREAM_URL } from './stream-urls.js';

/** Bytes that may wait for a listener before it is let go. */
const MOST_WAITING = 64 * 1024;

const NOBODY: Listener = { actor: '', project: '' };

/** Server-sent events that tell clients to ask again. */
@Injectable()
export class StreamRoutes implements OnModuleInit, BeforeApplicationShutdown {
  private readonly shares = new StreamShares();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly tokens: StreamTokens,
    private readonly config: ConfigStore,
    private readonly stream: ChangeStream,
    private readonly limits: RequestLimits,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.config.listen((project) => this.stream.changed(project));
    hotRoute(fastify, {
      method: 'GET',
      url: OFREP_STREAM_URL,
      summary: 'Says when flags have to be evaluated again, as server-sent events.',
      // The address carries the credentials: this is where they are checked.
      authorize: (request, _reply, done) => {
        const isKnown = this.listenerOf(request) !== undefined;
        done(
          isKnown ? undefined : new TokenInvalidProblem('the address of this stream is not valid any more'),
        );
      },
      handler: (request, reply) => this.open(request, reply, this.listenerOf(request) ?? NOBODY),
    });
    this.crossOrigin.registerPreflight(fastify, CONFIG_STREAM_URL, 'GET');
    hotRoute(fastify, {
      method: 'GET',
      url: CONFIG_STREAM_URL,
      summary: 'Says when definitions have changed, as server-sent events.',
      authorize: this.crossOrigin.requireScope('evaluate'),
      handler: (request, reply) => this.open(request, reply, principalOf(request)),
    });
  }

  /** Streams never end by themselves: they must not hold up the end of the process. */
  beforeApplicationShutdown(): void {
    this.stream.close();
  }

  private listenerOf({ query }: FastifyRequest): Listener | undefined {
    const { token } = query as { readonly token?: unknown };
    return typeof token === 'string' ? this.tokens.listenerOf(token) : undefined;
  }

  private open(request: FastifyRequest, reply: FastifyReply, listener: Listener): FastifyReply {
    // Who has gone while it was looked up who it is: nothing would ever say so again.
    if (reply.raw.destroyed) return reply.hijack();
    if (this.stream.isFull)
      throw new UnavailableProblem('STREAMS_EXHAUSTED', 'this process has no room for another stream', {
        headers: { 'retry-after': '10' },
      });
    const { actor, project } = listener;
    const giveBack = this.shares.take({ actor, address: this.limits.groupOf(request) });
    const { raw } = reply.hijack();
    raw.on('close', giveBack);
    const { origin } = request.headers;
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      // What a stream tells is no secret, and its address says who may hear it.
      ...(origin === undefined ? {} : { 'access-control-allow-origin': origin }),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const leave = this.stream.join(project, {
      write: (text) => {
        raw.write(text);
        return raw.writableLength < MOST_WAITING;
      },
      mayStay: () => this.tokens.mayStay(listener),
      end: () => raw.end(),
    });
    raw.on('close', leave);
    return reply;
  }
}
