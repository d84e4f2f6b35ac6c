import type { CertificateKind, Sealed } from '@assay/contracts';
import { isSealed, kindOf } from '@assay/contracts';
import type { SchemaCheck } from '@assay/platform';
import { compileCheck, UnprocessableProblem, ValidationProblem } from '@assay/platform';

const checks = new Map<CertificateKind, SchemaCheck>();

function checkOf(kind: CertificateKind): SchemaCheck {
  const check = checks.get(kind) ?? compileCheck(kind.schema);
  checks.set(kind, check);
  return check;
}

const notKnown = (stated: unknown, kinds: readonly CertificateKind[]): UnprocessableProblem =>
  new UnprocessableProblem(
    'CERTIFICATE_OF_UNKNOWN_RULES',
    'no rules of this service make such a certificate',
    {
      errors: [
        {
          path: 'engineVersion',
          value: stated,
          message: `must begin with one of ${kinds.map(({ rules }) => rules).join(', ')}`,
        },
      ],
    },
  );

/**
 * A certificate that somebody sent.
 * @throws UnprocessableProblem for one of rules that are not among these, ValidationProblem for one that is not complete
 */
export function readCertificate(kinds: readonly CertificateKind[], body: Record<string, unknown>): Sealed {
  if (!isSealed(body)) throw notKnown(body['engineVersion'], kinds);
  const kind = kindOf(kinds, body);
  if (kind === undefined) throw notKnown(body.engineVersion, kinds);
  const problem = checkOf(kind)(body);
  if (problem !== undefined) throw new ValidationProblem([problem]);
  return body;
}
