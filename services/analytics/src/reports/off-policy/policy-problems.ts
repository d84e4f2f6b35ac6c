import { BadRequestProblem, UnprocessableProblem } from '@assay/platform';

export class ArmUnknownProblem extends UnprocessableProblem {
  constructor(path: string, arm: string, known: readonly string[]) {
    super('ARM_UNKNOWN', `the experiment has no variant "${arm}"`, {
      errors: [{ path, value: arm, message: `must be one of: ${known.join(', ')}` }],
    });
  }
}

export class ArmTwiceProblem extends BadRequestProblem {
  constructor(path: string, arm: string) {
    super('ARM_TWICE', `variant "${arm}" is named twice`, {
      errors: [{ path, value: arm, message: 'must be named once' }],
    });
  }
}

export class WeightUnreadableProblem extends BadRequestProblem {
  constructor(part: string) {
    super('WEIGHT_UNREADABLE', `"${part}" gives no weight to a variant`, {
      errors: [
        { path: 'weights', value: part, message: 'must be VARIANT:NUMBER, from 0 to 1e9, such as a:3' },
      ],
    });
  }
}

export class NoWeightProblem extends BadRequestProblem {
  constructor(weights: string) {
    super('NO_WEIGHT', 'a policy has to choose something: every weight is 0', {
      errors: [{ path: 'weights', value: weights, message: 'must give one variant a number above 0' }],
    });
  }
}

export class TwoPoliciesProblem extends BadRequestProblem {
  constructor(weights: string) {
    super('TWO_POLICIES', 'a policy is given by its arms, or by their weights', {
      errors: [{ path: 'weights', value: weights, message: 'must be left out where arms is given' }],
    });
  }
}
