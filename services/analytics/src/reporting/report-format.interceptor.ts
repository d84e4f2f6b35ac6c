import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import type { Tabular } from './table.js';
import { csvOf } from './table.js';

/** Answers in the form that the caller asks for: JSON, or CSV by `?format=csv` or `Accept: text/csv`. */
@Injectable()
export class ReportFormatInterceptor implements NestInterceptor<Tabular, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<Tabular>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ report, table }) => {
        const following = nextPage(request.url, report);
        if (following !== undefined) void reply.header('link', `<${following}>; rel="next"`);
        if (!isCsvWanted(request)) return report;
        void reply.header('content-type', 'text/csv; charset=utf-8');
        return csvOf(table());
      }),
    );
  }
}

function isCsvWanted({ query, headers }: FastifyRequest): boolean {
  const { format } = query as { readonly format?: unknown };
  if (format !== undefined) return format === 'csv';
  return /^text\/csv\b/.test(headers.accept ?? '');
}

/** The address of the page after this one; CSV has no other place to say it. */
function nextPage(url: string, report: unknown): string | undefined {
  const { nextCursor } = report as { readonly nextCursor?: string | null };
  if (nextCursor === undefined || nextCursor === null) return undefined;
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', nextCursor);
  return `${path}?${parameters.toString()}`;
}
