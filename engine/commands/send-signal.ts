import { randomUUID } from 'node:crypto';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import type { Signal } from '../core/events.ts';
import type { RunSnapshot } from '../core/ports.ts';
import type { Invocation } from './command.ts';
import { findRun } from './find-run.ts';
import { printRefused } from './refuse.ts';
import { withSetting } from './with-setting.ts';

/** Tells a run something from any terminal. A verb that the state refuses: exit 2, nothing changed. */
export async function sendSignal(invocation: Invocation, make: (snapshot: RunSnapshot) => Signal, said: (run: string) => string): Promise<ExitCode> {
  return withSetting(invocation, async setting => {
    const engine = await setting.openEngine();
    const snapshot = await findRun(engine, invocation.arguments[0] ?? '');
    const { run } = snapshot.head;
    const result = await engine.signal(run, make(snapshot), setting.actor, randomUUID());
    if (result.status === 'refused') return printRefused(invocation, result.code, [result.message], EXIT.usage);
    if (invocation.json) invocation.terminal.printJson({ status: 'accepted', run });
    else invocation.terminal.print(said(run));
    return EXIT.ok;
  });
}
