import type { ChangeContext, ChangeIo, Connection, Effect, ExecResult, ReadContext } from '../../engine/core/action.ts';
import { fail, isFailureError } from '../../engine/core/failure.ts';
import { scriptMessages } from './messages.ts';
import { groupName, roleOf, type GroupParams } from './params.ts';
import { vault } from '../shared/aws/vault.ts';

/** How a script of the team ended. */
export interface Ended {
  /** `bin/asg-recycle prod pivcac` */
  readonly command: string;
  readonly exitCode: number;
  /** The last line that it printed. */
  readonly said: string;
}

/** So long may a script take: they ask AWS much, and in turn. */
const TIMEOUT = 300_000;
const ANY_EXIT_CODE = Array.from({ length: 256 }, (_, code) => code);
const CHECKOUT = '../identity-devops';

/** Whether a connection changes groups by the commands of the team's checkout. What they did is always read from AWS itself. */
export function isByScripts({ options }: Connection): boolean {
  return options['mode'] === 'scripts';
}

/** `data` holds the command as it is typed in the checkout, without what the connection puts before it. */
export function scriptEffect(params: GroupParams, name: string, flags: readonly string[], what: string): Effect {
  const argv = [`bin/${name}`, ...argumentsOf(params), ...flags];
  return { does: `bin/${name}`, to: groupName(params), data: { argv }, says: scriptMessages.does(argv.join(' '), what) };
}

export function isScript({ does }: Effect): boolean {
  return does.startsWith('bin/');
}

/** Runs a script once, inside a change. Its exit code is kept, not believed; fails only where it was never started. */
export async function runScript(context: ChangeContext, io: ChangeIo, effect: Effect): Promise<Ended> {
  const { argv } = effect.data as { readonly argv: readonly string[] };
  return endOf(context, argv, await start(io.exec, context.connection, argv));
}

/** What was last shown of a group, by connection: a poll looks often, and the commands are slow and say the same again. */
const SHOWN = new Map<string, string>();

/** What the operator would look at, into the step's log, where the group is another than when it was last shown. The facts come from AWS. */
export async function showByScripts(context: ReadContext, params: GroupParams, facts: readonly string[]): Promise<void> {
  const key = `${context.folder} ${context.connection.name} ${groupName(params)}`;
  if (SHOWN.get(key) === facts.join()) return;
  SHOWN.set(key, facts.join());
  const [env = '', role = ''] = argumentsOf(params);
  const commands = [
    ['bin/asg-size', env, role],
    ['bin/ls-servers', '-e', env, '-r', role],
  ];
  const results = await Promise.all(commands.map(argv => start(context.exec, context.connection, argv)));
  for (const [index, result] of results.entries()) {
    endOf(context, commands[index] ?? [], result);
    for (const line of result.stdout.split('\n')) context.log(line);
  }
}

/** The postcondition of a script does not hold. */
export function failNotDone({ command, exitCode, said }: Ended, missing: string): never {
  fail({ code: 'not-done', ...scriptMessages.notDone(command, exitCode, missing, said), data: { command, exit_code: exitCode } });
}

async function start(exec: ReadContext['exec'], connection: Connection, argv: readonly string[]): Promise<ExecResult> {
  return exec([...connection.wrap(), ...argv], execOptions(connection)).catch((error: unknown) => {
    if (!isFailureError(error) || error.failure.code !== 'no-folder') throw error;
    return fail({ ...error.failure, hint: scriptMessages.noCheckout(connection.name) }, error);
  });
}

function endOf({ connection, log }: ReadContext, argv: readonly string[], result: ExecResult): Ended {
  const failure = vault.explain(connection.wrap(), result, connection.name);
  if (failure) fail(failure);
  const command = argv.join(' ');
  const said = (result.stderr || result.stdout).trimEnd().split('\n').at(-1)?.slice(0, 300) ?? '';
  if (result.exitCode !== 0) log(scriptMessages.ended(command, result.exitCode, said));
  return { command, exitCode: result.exitCode, said };
}

function argumentsOf(params: GroupParams): readonly string[] {
  return [params.env ?? groupName(params).replace(/-.*$/, ''), roleOf(params)];
}

function execOptions({ options }: Connection) {
  const { checkout } = options;
  return { cwd: typeof checkout === 'string' ? checkout : CHECKOUT, exitCodes: ANY_EXIT_CODE, timeout: TIMEOUT };
}
