import { join } from 'node:path';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { runTexts } from '../core/messages/running.ts';
import type { Owner, RunSnapshot } from '../core/ports.ts';
import { pathOfExec } from '../core/reduce/keys.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { tailLogs } from '../execute/log-tail.ts';
import type { View } from '../report/view.ts';
import { createGateDesk } from './gate-desk.ts';
import { type WatchFacts, followRun, openView, tellBeside } from './watch-run.ts';

/** How often it is looked whether somebody drives the run, milliseconds: a process that was killed tells nobody. */
const LOOK_EVERY = 1_000;

/** Shows a run that is driven elsewhere, and asks its gates, until it ends or Ctrl-C. Nothing of the run depends on who looks on. */
export async function attachTo(facts: WatchFacts, snapshot: RunSnapshot): Promise<ExitCode> {
  const { invocation, setting, engine, run } = facts;
  const quit = new AbortController();
  const leave = (): void => quit.abort();
  for (const signal of SIGNALS) process.on(signal, leave);
  const view = await openView(facts, snapshot);
  const { terminal, json, options } = invocation;
  const interactive = terminal.canAsk && !json && !options.flag('non-interactive');
  const desk = createGateDesk({
    engine,
    run,
    setting,
    terminal,
    view,
    interactive,
    yes: false,
    answers: undefined,
    leave: interrupted => interrupted && leave(),
  });
  const stops = [
    tailLogs(join(setting.stateDirectory, 'logs'), run, (key, { line, stream }) => {
      if (stream !== 'engine' || terminal.canRedraw) view.line(pathOfExec(key), line);
    }),
    watchOwner(facts, view, snapshot),
  ];
  try {
    await followRun(facts, view, desk, quit.signal);
  } finally {
    for (const stop of stops) stop();
    for (const signal of SIGNALS) process.off(signal, leave);
  }
  const head = (await engine.getRun(run))?.head;
  const isOver = head !== undefined && isFinished(head);
  view.close(isOver ? { status: 'finished', head } : undefined);
  if (isOver) return head.status === 'succeeded' ? EXIT.ok : EXIT.failed;
  if (!json) terminal.print(runTexts.detached(run));
  return EXIT.interrupted;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Says who drives the run whenever that changes; returns how to stop. */
function watchOwner({ engine, run, invocation }: WatchFacts, view: View, first: RunSnapshot): () => void {
  let said = isFinished(first.head) ? undefined : idOf(first.owner);
  if (!invocation.json && said === NOBODY) tellBeside(view, invocation, runTexts.drivenByNobody(run));
  const look = async (): Promise<void> => {
    const found = await engine.getRun(run);
    if (!found || isFinished(found.head)) return;
    const id = idOf(found.owner);
    if (id !== said && !invocation.json)
      tellBeside(view, invocation, found.owner?.alive ? runTexts.drivenNow(found.owner.pid, found.owner.terminal) : runTexts.drivenByNobody(run));
    said = id;
  };
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY);
  return () => clearInterval(timer);
}

const NOBODY = 'nobody';

function idOf(owner: (Owner & { readonly alive: boolean }) | undefined): string {
  return owner?.alive ? `${owner.pid} ${owner.startTime}` : NOBODY;
}
