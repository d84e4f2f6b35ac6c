import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteTable } from '../http/route-table.js';
import { MethodNotAllowedProblem, NotFoundProblem } from './http-problems.js';
import { sendProblem } from './send-problem.js';

/** The one place where errors become answers: of controllers, guards, pipes and plain routes alike. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const known = error instanceof NotFoundException && request.is404 ? this.unrouted(request) : error;
    void sendProblem(known, request, reply, (surprise, instance) => {
      this.logger.error(`${request.method} ${request.url} failed (${instance})`, surprise);
    });
  }

  private unrouted(request: FastifyRequest): Error {
    const path = request.url.split('?')[0] ?? '';
    const allowed = this.routes.methodsOf(path);
    if (allowed.length === 0)
      return new NotFoundProblem('ROUTE_UNKNOWN', `there is nothing at ${request.method} ${path}`);
    const allow = allowed.join(', ');
    return new MethodNotAllowedProblem(
      'METHOD_NOT_ALLOWED',
      `${path} takes ${allow}, not ${request.method}`,
      {
        headers: { allow },
      },
    );
  }
}
