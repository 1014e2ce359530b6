/** What a thrown value says about a request: it was never sent, or its answer was lost. Undefined: it is no network error. */
export type NetworkTrouble = 'unsent' | 'lost';

const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const LOST = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ERR_STREAM_PREMATURE_CLOSE']);
/** The TLS handshake failed: no byte of the request left. */
const UNTRUSTED = /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/;
const DEPTH = 6;

export function networkTrouble(error: unknown): NetworkTrouble | undefined {
  const causes = causesOf(error, DEPTH);
  const codes = causes.flatMap(cause => codeOf(cause) ?? []);
  const unsent = codes.filter(code => UNSENT.has(code) || UNTRUSTED.test(code));
  const lost = codes.filter(code => LOST.has(code) || (code.startsWith('UND_ERR_') && !UNSENT.has(code)));
  if (lost.length > 0) return 'lost';
  if (unsent.length > 0 || causes.some(cause => cause.message === 'bad port')) return 'unsent';
  return causes.some(isAbandoned) ? 'lost' : undefined;
}

/** The innermost reason, for people: `connect ECONNREFUSED 127.0.0.1:9`. */
export function reasonOf(error: unknown): string {
  const inner = causesOf(error, DEPTH).findLast(cause => cause.message !== '');
  return inner ? inner.message.replace(/[.\s]+$/, '') : String(error);
}

function causesOf(error: unknown, depth: number): readonly Error[] {
  if (!(error instanceof Error) || depth === 0) return [];
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return [error, ...inner.flatMap(cause => causesOf(cause, depth - 1))];
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Aborts and timeouts of client libraries, and undici's `fetch failed` and `terminated`. */
function isAbandoned(error: Error): boolean {
  const isUndici = error instanceof TypeError && (error.message === 'fetch failed' || error.message === 'terminated');
  return isUndici || error.name === 'AbortError' || error.name === 'TimeoutError';
}
