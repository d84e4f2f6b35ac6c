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
    const wantsCsv = isCsvWanted(http.getRequest<FastifyRequest>());
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ report, table }) => {
        if (!wantsCsv) return report;
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
