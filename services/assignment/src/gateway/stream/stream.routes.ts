import { CrossOrigin, principalOf, TokenInvalidProblem } from '@assay/auth';
import { hotRoute, UnavailableProblem } from '@assay/platform';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ConfigStore } from '../config/config-store.js';
import { ChangeStream } from './change-stream.js';
import { StreamTokens } from './stream-tokens.js';
import { CONFIG_STREAM_URL, OFREP_STREAM_URL } from './stream-urls.js';

/** Bytes that may wait for a listener before it is let go. */
const MOST_WAITING = 64 * 1024;

/** Server-sent events that tell clients to ask again. */
@Injectable()
export class StreamRoutes implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly tokens: StreamTokens,
    private readonly config: ConfigStore,
    private readonly stream: ChangeStream,
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
        const isKnown = this.projectOf(request) !== undefined;
        done(
          isKnown ? undefined : new TokenInvalidProblem('the address of this stream is not valid any more'),
        );
      },
      handler: (request, reply) => this.open(request, reply, this.projectOf(request) ?? ''),
    });
    this.crossOrigin.registerPreflight(fastify, CONFIG_STREAM_URL, 'GET');
    hotRoute(fastify, {
      method: 'GET',
      url: CONFIG_STREAM_URL,
      summary: 'Says when definitions have changed, as server-sent events.',
      authorize: this.crossOrigin.requireScope('evaluate'),
      handler: (request, reply) => this.open(request, reply, principalOf(request).project),
    });
  }

  /** Streams never end by themselves: they must not hold up the end of the process. */
  beforeApplicationShutdown(): void {
    this.stream.close();
  }

  private projectOf({ query }: FastifyRequest): string | undefined {
    const { token } = query as { readonly token?: unknown };
    return typeof token === 'string' ? this.tokens.projectOf(token) : undefined;
  }

  private open({ headers }: FastifyRequest, reply: FastifyReply, project: string): FastifyReply {
    if (this.stream.isFull)
      throw new UnavailableProblem('STREAMS_EXHAUSTED', 'this process has no room for another stream', {
        headers: { 'retry-after': '10' },
      });
    const { raw } = reply.hijack();
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      // What a stream tells is no secret, and its address says who may hear it.
      ...(headers.origin === undefined ? {} : { 'access-control-allow-origin': headers.origin }),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const leave = this.stream.join(project, {
      write: (text) => {
        raw.write(text);
        return raw.writableLength < MOST_WAITING;
      },
      end: () => raw.end(),
    });
    raw.on('close', leave);
    return reply;
  }
}
