import type { ExitCode } from '../core/exit-codes.ts';
import type { Invocation } from './command.ts';
import { printInvalid, withFailures } from './refuse.ts';
import type { Setting, SettingOptions } from './setting.ts';

/** Opens the setting for a command's body and closes it after; expected failures are printed, exit 2. */
export async function withSetting(invocation: Invocation, body: (setting: Setting) => Promise<ExitCode>, options: SettingOptions = {}): Promise<ExitCode> {
  return withFailures(invocation, async () => {
    const { openSetting } = await import('./setting.ts');
    const opened = await openSetting(invocation, options);
    if (opened.status === 'invalid') return printInvalid(invocation, opened.diagnostics);
    try {
      return await body(opened.setting);
    } finally {
      await opened.setting.close();
    }
  });
}
