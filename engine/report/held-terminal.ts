/** What holds the terminal now (a hidden cursor, a redrawn part): let go of at exit, so that no shell is left without a cursor. */
const held = new Set<() => void>();

/** `release` is called once, by the function returned or by `restoreTerminal`, whichever comes first. */
export function holdTerminal(release: () => void): () => void {
  const letGo = (): void => {
    if (!held.delete(letGo)) return;
    if (held.size === 0) process.off('exit', restoreTerminal);
    release();
  };
  if (held.size === 0) process.on('exit', restoreTerminal);
  held.add(letGo);
  return letGo;
}

/** Shows the cursor and gives stdout and stderr back, whatever happens; may be called at any time and more than once. */
export function restoreTerminal(): void {
  for (const letGo of held) letGo();
}
