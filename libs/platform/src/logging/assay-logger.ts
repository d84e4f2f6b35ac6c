import type { LoggerService } from '@nestjs/common';
import type { DestinationStream, Logger } from 'pino';
import { pino } from 'pino';
import type { LogLevel } from '../config/service-config.js';
import { redact, SECRET_FIELD } from './redact.js';

type Level = Exclude<LogLevel, 'silent'>;

interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
}

/** Nest's logger over pino: one JSON line each, with the service's name and without secrets. */
export class AssayLogger implements LoggerService {
  readonly pino: Logger;

  constructor({ service, level, destination }: LoggerOptions) {
    const options = { level, base: { service }, serializers: { err: redactedError } };
    this.pino = destination === undefined ? pino(options) : pino(options, destination);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  // Nest's convention: (message, ...details, context), where details of an error are its stack.
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' && !last.includes('\n') ? { context: last } : {};
    const details = 'context' in context ? rest.slice(0, -1) : rest;
    const error = [message, ...details].find((part) => part instanceof Error);
    const stack = details.find((part): part is string => typeof part === 'string' && part.includes('\n'));
    const fields = {
      ...context,
      ...(error === undefined ? {} : { err: error }),
      ...(stack === undefined ? {} : { stack: redact(stack) }),
      ...(isFields(message) ? withoutSecrets(message) : {}),
    };
    this.pino[level](fields, textOf(message));
  }
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Error);

function textOf(message: unknown): string | undefined {
  if (message instanceof Error) return redact(message.message);
  return isFields(message) ? undefined : redact(String(message));
}

const redactedError = (error: Error): Record<string, unknown> => ({
  type: error.name,
  message: redact(error.message),
  stack: redact(error.stack ?? ''),
});

const withoutSecrets = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_FIELD.test(name) ? '[hidden]' : typeof value === 'string' ? redact(value) : value,
    ]),
  );
