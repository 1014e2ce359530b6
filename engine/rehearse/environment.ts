import { join } from 'node:path';

/** The few variables that children of a world inherit: no credentials, no settings of real services. */
const INHERITED = ['LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'COLORTERM', 'NO_COLOR', 'TMPDIR', 'TEMP', 'TMP', 'TZ', 'SHELL', 'SYSTEMROOT', 'PATHEXT'];

/** The whole environment of a child in a world: an own home, the world's programs first, and its dates. */
export function worldEnvironment(folder: string, now: number, standIns: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = INHERITED.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const seconds = Math.floor(now / 1_000);
  return {
    ...Object.fromEntries(inherited),
    HOME: join(folder, 'home'),
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    SOURCE_DATE_EPOCH: `${seconds}`,
    GIT_AUTHOR_DATE: `@${seconds} +0000`,
    GIT_COMMITTER_DATE: `@${seconds} +0000`,
    ...standIns,
  };
}
