import type {
  EvaluationContext,
  JsonValue,
  Provider,
  ResolutionDetails,
  TrackingEventDetails,
} from '@openfeature/web-sdk';
import {
  ErrorCode,
  OpenFeatureEventEmitter,
  ProviderEvents,
  ProviderFatalError,
  ProviderNotReadyError,
} from '@openfeature/web-sdk';
import type { FlagType } from '../flag/typed-details.js';
import type { AssayError } from '../http/assay-error.js';
import { PageClient } from '../page/browser-client.js';
import type { BrowserOptions } from '../page/browser-options.js';
import { failuresTo } from './failures.js';
import type { IsLogin } from './login.js';
import { leavesAnonymity, Login } from './login.js';
import { resolutionOf } from './resolution.js';
import { interactionOf } from './tracked.js';
import { begun, unready } from './unready.js';

const ERRORS = { ProviderFatalError, ProviderNotReadyError };

/** Options of the client behind the provider; the context is OpenFeature's. */
export interface AssayWebProviderOptions extends Omit<BrowserOptions, 'context'> {
  /**
   * Whether a change of context is a login, so that the user keeps the variants that the visitor has met. Unless
   * given: where the context of before has `anonymous: true`, and that of another unit comes without it.
   */
  readonly isLogin?: IsLogin | undefined;
  /** Told of what goes wrong behind answers. */
  readonly onError?: ((error: AssayError) => void) | undefined;
}

/**
 * Assay as an OpenFeature provider for pages: flags are evaluated in the page, changes arrive by themselves, and
 * exposures and tracked events are sent.
 * @example await OpenFeature.setProviderAndWait(new AssayWebProvider({ url, key }), { targetingKey: 'visitor-1' });
 */
export class AssayWebProvider implements Provider {
  readonly metadata = { name: 'assay' } as const;
  readonly runsOn = 'client';
  readonly domainScoped = true;
  readonly events = new OpenFeatureEventEmitter();
  private client: PageClient | undefined;
  private login: Login | undefined;
  private phase: 'starting' | 'waiting' | 'ready' = 'starting';
  private isReconciling = false;

  constructor(private readonly options: AssayWebProviderOptions) {}

  /**
   * Waits for an answer; without one the provider becomes ready by itself when there is one.
   * @throws ProviderFatalError where the key is refused, or an option is missing
   * @throws ProviderNotReadyError without an answer in time
   */
  async initialize(context: EvaluationContext = {}): Promise<void> {
    let problem: AssayError | undefined;
    const client = begun(() => new PageClient({ ...this.options, context }), ERRORS);
    this.client = client;
    client.on('changed', ({ flags }) => this.changed(flags));
    this.login = this.loginOf(client);
    if (this.options.onError !== undefined) client.on('error', this.options.onError);
    const stop = client.on('error', (error) => {
      problem = error;
    });
    const { source } = await client.ready();
    stop();
    this.phase = source === 'none' ? 'waiting' : 'ready';
    if (source === 'none') throw unready(problem, ERRORS);
  }

  /** @throws where it is a login that cannot be kept now; the page goes on as the visitor, and tries again */
  async onContextChange(_before: EvaluationContext, context: EvaluationContext): Promise<void> {
    this.isReconciling = true;
    await this.changeContext(context).finally(() => {
      this.isReconciling = false;
    });
  }

  async onClose(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.login?.close();
    await client?.close();
  }

  track(name: string, _context: EvaluationContext, details?: TrackingEventDetails): void {
    this.client?.track(name, interactionOf(details));
  }

  resolveBooleanEvaluation(key: string, defaultValue: boolean): ResolutionDetails<boolean> {
    return this.resolve('boolean', key, defaultValue);
  }

  resolveStringEvaluation(key: string, defaultValue: string): ResolutionDetails<string> {
    return this.resolve('string', key, defaultValue);
  }

  resolveNumberEvaluation(key: string, defaultValue: number): ResolutionDetails<number> {
    return this.resolve('number', key, defaultValue);
  }

  resolveObjectEvaluation<Value extends JsonValue>(
    key: string,
    defaultValue: Value,
  ): ResolutionDetails<Value> {
    return this.resolve('object', key, defaultValue);
  }

  private resolve<Value>(type: FlagType, key: string, defaultValue: Value): ResolutionDetails<Value> {
    if (this.client === undefined) throw new ProviderNotReadyError('the provider was not initialized');
    return resolutionOf(this.client.evaluate({ key, type, defaultValue }), ErrorCode);
  }

  // What the client asks by, not OpenFeature: while a login could not be kept they differ.
  private async changeContext(context: EvaluationContext): Promise<void> {
    const { client, login, options } = this;
    if (client === undefined || login === undefined) return;
    const { isLogin = leavesAnonymity } = options;
    if (isLogin(client.context, context)) return login.begin(context);
    await login.abandon();
    await client.setContext(context);
  }

  private loginOf(client: PageClient): Login {
    const { onError, retry } = this.options;
    const onLate = (): void => this.events.emit(ProviderEvents.Ready);
    return new Login({ client, retry, onError: failuresTo(onError), onLate });
  }

  private changed(flagsChanged: readonly string[]): void {
    if (this.isReconciling) return;
    if (this.phase === 'ready')
      this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: [...flagsChanged] });
    if (this.phase !== 'waiting') return;
    this.phase = 'ready';
    this.events.emit(ProviderEvents.Ready);
  }
}
