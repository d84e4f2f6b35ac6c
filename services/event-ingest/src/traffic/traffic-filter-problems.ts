import { NotFoundProblem, UnprocessableProblem } from '@assay/platform';

/** 404 `TRAFFIC_FILTER_NOT_FOUND`. */
export class TrafficFilterNotFoundProblem extends NotFoundProblem {
  constructor(key: string) {
    super('TRAFFIC_FILTER_NOT_FOUND', `there is no traffic filter "${key}"`);
  }
}

/** 422 `NETWORK_INVALID`: a rule names what is no network. */
export class NetworkInvalidProblem extends UnprocessableProblem {
  constructor(cidrs: readonly string[]) {
    super('NETWORK_INVALID', `${cidrs.join(', ')} are not all networks such as 10.0.0.0/8`, {
      errors: [{ path: 'rule.cidrs', value: cidrs, message: 'must be addresses with a prefix length' }],
    });
  }
}

/** 422 `TOO_MANY_TRAFFIC_FILTERS`: every one is asked for every request. */
export class TooManyTrafficFiltersProblem extends UnprocessableProblem {
  constructor(most: number) {
    super('TOO_MANY_TRAFFIC_FILTERS', `a project has at most ${String(most)} traffic filters`);
  }
}
