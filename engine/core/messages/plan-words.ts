import type { ListName } from '../program.ts';

/** How a plan is worded for people. */
export const planWords = {
  title: (name: string, title: string): string => `Plan of ${name}: ${title}`,
  input: (name: string, value: string): string => `  ${name}: ${value}`,
  target: (target: string): string => `  changes ${target}: locked while it runs`,
  note: (note: string): string => `  note: ${note}`,
  lists: { steps: '', 'on-failure': 'If it fails:', finally: 'At the end, whatever happens:', handler: 'If that fails:' } satisfies Record<ListName, string>,
  verdicts: { runs: '', skips: '', maybe: '', done: '  [already done]', unreached: '  [not reached]' },
  skips: (condition: string): string => `  [skipped: not ${condition}]`,
  skipsBecause: (why: string): string => `  [skipped: ${why}]`,
  maybe: (condition: string, causes: readonly string[]): string => `  [only if ${condition}; known ${causes.join(', ')}]`,
  effect: (says: string): string => `→ ${says}`,
  noEffects: '→ nothing is left to change',
  opaque: '→ opaque: nobody can say beforehand what this does',
  moreLines: (count: number): string => `... and ${count} more lines; \`--json\` has them all`,
  cwd: (folder: string): string => `in ${folder}`,
  gate: (kind: string, by: readonly string[], text: string): string => `asks (${kind}${by.length > 0 ? ` by ${by.join(' or ')}` : ''}): ${text}`,
  wait: (length: string, end: string): string => `waits ${length}${end === '' ? '' : `, until ${end} at the earliest`}`,
  poll: (until: string, every: string, timeout: string | undefined, holds: boolean | undefined): string =>
    `looks every ${every} until ${until}${timeout === undefined ? '' : `, at most ${timeout}`}${holds === undefined ? '' : holds ? ' (holds today)' : ' (not so today)'}`,
  repeat: (condition: string, most: number): string => `goes round again while ${condition}, at most ${most} times`,
  read: (status: 'known' | 'provisional', outputs: string): string => `${status === 'known' ? '=' : 'today:'} ${outputs}`,
  readFailed: (message: string): string => `could not be read: ${message}`,
  notToday: (message: string): string => `today this would be refused: ${message}`,
  problem: (text: string): string => `✗ would fail now: ${text}`,
  failedReads: (count: number): string => `${count === 1 ? 'One read' : `${count} reads`} got no answer: what depends on them is shown as unknown.`,
  total: (steps: number, changes: number, gates: number, atLeast: string): string =>
    `${steps} steps: ${changes} change something, ${gates} ask a person.${atLeast === '' ? '' : ` The waits alone take ${atLeast}.`}`,
  usual: (length: string, runs: number): string => `A run ${length.replace('usually', 'usually takes')}, by the last ${runs} that succeeded.`,
  legend: '! changes   ? reads   - does not run   = already done   ‹…› known only then',
} as const;
