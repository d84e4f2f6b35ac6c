import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Server } from 'node:net';
import { ExpressLane } from '../http/express/express-lane.js';
import { Readiness } from './readiness.js';

const NOTICE_MS = 1_000;

/**
 * Stops a process without dropping requests. At the signal it takes no new connections, says "not ready", and closes
 * each open connection with its next answer; only then is what is left idle cut. A client that reuses connections
 * would otherwise send a request just as the server closes the one it chose.
 */
@Injectable()
export class ConnectionDrain implements OnModuleInit, BeforeApplicationShutdown {
  private draining = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('onRequest', (_request, reply, done) => {
      if (this.draining) reply.header('connection', 'close');
      done();
    });
  }

  /** @param signal missing when a program, not the system, closes the application: then nobody needs notice */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.readiness.drain();
    if (signal === undefined) return;
    this.draining = true;
    ExpressLane.of(this.host.httpAdapter.getInstance<FastifyInstance>()).close();
    stopListening(this.host.httpAdapter.getHttpServer() as Server);
    await new Promise((resolve) => setTimeout(resolve, NOTICE_MS));
  }
}

// The HTTP server's own close() also cuts idle connections at once, which is the race to avoid.
const stopListening = (server: Server): void => {
  if (server.listening) Server.prototype.close.call(server);
};
