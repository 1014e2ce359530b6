import { EXIT } from '../core/exit-codes.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { DRIVE_OPTIONS, type Command, RUN_ARGUMENT } from './command.ts';
import { withSetting } from './with-setting.ts';

export const resume: Command = {
  name: 'resume',
  summary: 'go on with a parked run',
  description: 'Takes a run whose process is gone and goes on where it was. A step that was in flight is settled by its own check, never guessed.',
  arguments: [RUN_ARGUMENT],
  options: [...DRIVE_OPTIONS, { name: 'take-over', summary: 'end the process that drives it now, and go on from here' }],
  examples: [
    { line: 'runbook resume last', says: 'after a crash, a Ctrl-C, or an answered gate' },
    { line: 'runbook resume pki-prod-deploy-20260310-3f09ab --take-over', says: 'from another terminal that cannot be reached' },
  ],
  async run(invocation) {
    const [{ driveToEnd }, { findRun }, { readAnswers }] = await Promise.all([import('./drive-run.ts'), import('./find-run.ts'), import('./prepare.ts')]);
    return withSetting(
      invocation,
      async setting => {
        const engine = await setting.openEngine();
        const { head } = await findRun(engine, invocation.arguments[0] ?? '');
        if (isFinished(head)) {
          const { status } = await import('./status.ts');
          await status.run(invocation);
          return head.status === 'succeeded' ? EXIT.ok : EXIT.failed;
        }
        const takeOver = invocation.options.flag('take-over');
        return driveToEnd({ invocation, setting, engine, run: head.run, answers: await readAnswers(invocation), takeOver });
      },
      { executes: true },
    );
  },
};
