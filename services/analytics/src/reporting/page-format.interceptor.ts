import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { ReportFormatInterceptor } from './report-format.interceptor.js';
import type { Rendered } from './rendered.js';

/** A page runs nothing and loads nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Answers with a page by `?format=html` or `Accept: text/html`, else with JSON or CSV. */
@Injectable()
export class PageFormatInterceptor implements NestInterceptor<Rendered, unknown> {
  private readonly others = new ReportFormatInterceptor();

  intercept(context: ExecutionContext, next: CallHandler<Rendered>): Observable<unknown> {
    const http = context.switchToHttp();
    if (!isPageWanted(http.getRequest<FastifyRequest>())) return this.others.intercept(context, next);
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ page }) => {
        void reply.header('content-type', 'text/html; charset=utf-8');
        void reply.header('content-security-policy', POLICY);
        return page();
      }),
    );
  }
}

function isPageWanted({ query, headers }: FastifyRequest): boolean {
  const { format } = query as { readonly format?: unknown };
  if (format !== undefined) return format === 'html';
  return /^text\/html\b/.test(headers.accept ?? '');
}
