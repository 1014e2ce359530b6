import { fail } from '../../engine/core/failure.ts';
import { messages } from './messages.ts';

/** The address as people and records see it: what a query may hold is nobody's business. */
export function withoutQuery(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}

/** Fails with code `bad-url` before anything is sent. */
export function checkAddress(url: string): void {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') fail({ code: 'bad-url', message: messages.notHttp(url) });
  if (parsed.username !== '' || parsed.password !== '') fail({ code: 'bad-url', message: messages.password(parsed.host) });
}
