import type { Failure } from '../../../engine/core/failure.ts';
import { awsMessages } from './messages.ts';

/** The request that AWS refused. */
export interface AwsCall {
  /** `DescribeAutoScalingGroups prod-pivcac` */
  readonly does: string;
  readonly kind: 'read' | 'change';
  /** Name of the connection. */
  readonly connection: string;
}

/** What matters of the SDK's many error classes. */
interface AwsError {
  /** AWS's own code (`ExpiredToken`), without the SDK's `Fault` and `Exception`. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /** False where the answer was not in AWS's language: a proxy's page, another server. */
  readonly isParsed: boolean;
}

const CREDENTIALS = new Set([
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'TokenRefreshRequired',
  'UnrecognizedClient',
]);
const DENIED = new Set(['AccessDenied', 'UnauthorizedOperation', 'OptInRequired', 'NotAuthorized']);
const THROTTLED = new Set(['Throttling', 'RequestLimitExceeded', 'TooManyRequests', 'RequestThrottled', 'SlowDown']);
/** AWS is busy with the same group: the change was not made. */
const BUSY = new Set(['ScalingActivityInProgress', 'ResourceContention', 'ResourceInUse']);

/** Whether the same request may simply be sent again: AWS did nothing but say "slow down", or a read met a fault of its own. */
export function isWorthRepeating(error: unknown, kind: AwsCall['kind']): boolean {
  const { code, status = 0 } = toAwsError(error);
  return THROTTLED.has(code) || (kind === 'read' && status >= 500 && !BUSY.has(code));
}

/** The failure that an SDK error means; undefined where it is no answer of AWS (a network error, a bug). */
export function awsFailure(error: unknown, call: AwsCall): Failure | undefined {
  const aws = toAwsError(error);
  const data = { aws: aws.code, ...(aws.status === undefined ? {} : { status: aws.status }) };
  if (CREDENTIALS.has(aws.code)) return { code: 'credentials', ...awsMessages.credentials(call, aws.message), data };
  if (aws.message.startsWith('Region is missing')) return { code: 'no-connection', ...awsMessages.noRegion(call) };
  if (aws.status === undefined) return undefined;
  if (DENIED.has(aws.code)) return { code: 'access-denied', ...awsMessages.denied(call, aws.message), data };
  if (THROTTLED.has(aws.code)) return { code: 'throttled', ...awsMessages.throttled(call), data };
  if (BUSY.has(aws.code)) return { code: 'busy', ...awsMessages.busy(call, aws.message), data };
  if (aws.isParsed && aws.status < 500) return { code: 'refused', ...awsMessages.refused(call, aws.code, aws.message), data };
  const says = aws.isParsed ? awsMessages.serverError(call, aws.status, aws.code) : awsMessages.notAws(call, aws.status);
  // A 4xx says no. A 5xx, or a page in place of an answer, says nothing about the change: it may have been made.
  const isRefusal = aws.status >= 400 && aws.status < 500;
  return { code: 'http-status', ...says, data, ...(call.kind === 'change' && !isRefusal ? { lost: true as const } : {}) };
}

function toAwsError(error: unknown): AwsError {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error), status: undefined, isParsed: false };
  const { $metadata, $fault } = error as { $metadata?: { httpStatusCode?: number }; $fault?: string };
  const name = error.name.replace(/(?:Fault|Exception)$/, '');
  return { code: name, message: error.message.replace(/\s+/g, ' ').trim(), status: $metadata?.httpStatusCode, isParsed: $fault !== undefined };
}
