/** What is said about the state directory and the runs in it. */
export const stateTexts = {
  newer: (directory: string): string =>
    `The state in ${directory} was written by a newer version of this program. Use that version, or another RUNBOOK_STATE_DIR.`,
  network: (directory: string): string => `${directory} is on a network file system, where locks cannot be trusted. Set RUNBOOK_STATE_DIR to a local folder.`,
  of: (directory: string, message: string, errcode: number | undefined, code: string): string | undefined => {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENAMETOOLONG'].includes(code) || errcode === 8 || errcode === 14) {
      return `The state directory ${directory} cannot be written (${message}). Make it writable for you, or set RUNBOOK_STATE_DIR to another folder.`;
    }
    if (code === 'ENOTDIR' || code === 'EEXIST') return `${directory} is not a folder. Set RUNBOOK_STATE_DIR to a folder.`;
    if (errcode === 13 || code === 'ENOSPC') {
      return `No space is left for the state in ${directory}. Nothing was begun that is not recorded, and nothing is lost. Make room, then try again.`;
    }
    if (errcode === 10) return `Reading or writing the state in ${directory} failed (${message}). Check the disk, then resume the run.`;
    if (errcode === 11 || errcode === 26) {
      return `The journal in ${directory} is damaged (${message}). Nothing was changed. Restore runs.sqlite from a backup, or move it away to begin with an empty one.`;
    }
    if (errcode === 5) return `The state in ${directory} is locked by another process for more than 2 seconds. Try again.`;
    return undefined;
  },
  noRun: (run: string): string => `There is no run ${run}. \`runbook runs\` lists them.`,
  runEnded: (run: string): string => `run ${run} ended`,
  takesOver: (run: string, from: string): string => `run ${run} takes over from run ${from} to roll it back`,
  runStarts: (run: string): string => `run ${run} starts`,
  owned: (pid: number, terminal: string, host: string): string =>
    `Another process drives this run: pid ${pid} on ${host} (${terminal}). Use that terminal, or end it first, or give --take-over.`,
  undecidable: (pid: number, host: string): string =>
    `This run was driven by pid ${pid} on ${host}, and from here nobody can tell whether it lives. If you are sure that it does not, give --take-over.`,
  taken: 'Another process has taken this run over. Nothing more was written from here.',
  otherVersions: (names: readonly string[]): string =>
    `This run was started with other versions of ${names.join(', ')}. Resume it with the program version that started it.`,
  parkedAlready: (run: string): string => `No process drives run ${run}; it is parked already. \`runbook resume ${run}\` goes on.`,
  goesOn: (run: string): string => `Run ${run} goes on already.`,
  notBegun: 'Cancelled before it began.',
  heldSince: (target: string, run: string, starter: string): string =>
    `Since this run ended, run ${run} of ${starter} held ${target}. What it changed, this run does not know: look before you go on.`,
  answered: (step: string): string => `${step} has been answered already; the run will take that answer.`,
} as const;
