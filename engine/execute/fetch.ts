import { fail } from '../core/failure.ts';
import { executionFailures } from '../core/messages/execution.ts';

/** Bytes of an answer that are taken in; a longer one fails. */
const BODY_LIMIT = 10_485_760;
const WITHOUT_BODY: readonly number[] = [101, 204, 205, 304];

/** Fetches an answer with its whole body, so that the deadline and the retries of a call cover the body too. */
export async function fetchWhole(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { ...init, signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal });
  const body = await readBody(response, url);
  const { status, statusText, headers } = response;
  const whole = new Response(WITHOUT_BODY.includes(status) ? null : body, { status, statusText, headers });
  Object.defineProperty(whole, 'url', { value: response.url });
  return whole;
}

async function readBody(response: Response, url: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > BODY_LIMIT) fail(executionFailures.tooLarge(`The answer of ${plainUrl(url)}`, '10 MiB'));
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/** An address for messages: without its query, its fragment, and its password. */
export function plainUrl(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.origin}${parsed.pathname}` : url;
}

/**
 * Where a request really goes. In a world (`urls` given) a literal URL, or one below it, is answered by a stand-in, and
 * nothing but loopback is reached. Fails with `bad-url`, `not-in-world`.
 */
export function routeUrl(url: string, urls: Readonly<Record<string, string>> | undefined): string {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') fail(executionFailures.badUrl(url));
  if (urls === undefined) return url;
  const mapped = mapUrl(url, urls);
  if (mapped !== undefined) return mapped;
  if (!isLoopback(parsed.hostname)) fail(executionFailures.notInWorld(plainUrl(url)));
  return url;
}

function mapUrl(url: string, urls: Readonly<Record<string, string>>): string | undefined {
  const prefixes = Object.keys(urls).filter(prefix => isBelow(url, prefix));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : urls[longest] + url.slice(longest.length);
}

/** Equal, or going on at a border of a path: `https://a.b/c` covers `https://a.b/c/d` and `https://a.b/c?d`, not `https://a.b/cd`. */
function isBelow(url: string, prefix: string): boolean {
  if (!url.startsWith(prefix)) return false;
  return url.length === prefix.length || prefix.endsWith('/') || '/?#'.includes(url.charAt(prefix.length));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
