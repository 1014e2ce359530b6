import { Command as Cli, CommanderError, Option } from 'commander';
import type { Plugin } from '../core/action.ts';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { exampleLines, mainExamples, rootDescription, rootUsage, usageHint } from '../core/messages/commands.ts';
import type { ArgumentSpec, Command, Invocation, OptionSpec, Options } from './command.ts';
import { type TerminalFacts, createTerminal } from './terminal.ts';

/** What the process brings along. */
export interface ProgramFacts extends Omit<TerminalFacts, 'plain'> {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly version: string;
  readonly plugins: readonly Plugin[];
  readonly commands: readonly Command[];
}

/** Parses the command line, runs the one command that it names, and returns its exit code. Bugs are thrown. */
export async function runProgram(facts: ProgramFacts): Promise<ExitCode> {
  let outcome: Promise<ExitCode> | undefined;
  const cli = createRoot(facts);
  for (const command of facts.commands) {
    const sub = describe(cli.command(command.name), command);
    sub.action(() => {
      outcome = command.run(toInvocation(facts, sub));
    });
  }
  if (facts.argv.length === 0) {
    cli.outputHelp();
    return EXIT.ok;
  }
  try {
    cli.parse(facts.argv, { from: 'user' });
  } catch (error) {
    return toUsageExit(error);
  }
  return (await outcome) ?? EXIT.ok;
}

function createRoot(facts: ProgramFacts): Cli {
  const { stdout, stderr } = facts;
  return new Cli('runbook')
    .usage(rootUsage)
    .description(rootDescription)
    .version(facts.version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', exampleLines(mainExamples))
    .configureHelp({ showGlobalOptions: false, subcommandTerm: command => command.name() })
    .configureOutput({
      writeOut: text => void stdout.write(text),
      writeErr: text => void stderr.write(text),
      getOutHelpWidth: () => (stdout.isTTY ? stdout.columns : 100),
      getErrHelpWidth: () => (stderr.isTTY ? stderr.columns : 100),
    })
    .showHelpAfterError(usageHint())
    .exitOverride();
}

function describe(cli: Cli, command: Command): Cli {
  cli.summary(command.summary).description(command.description ?? sentence(command.summary));
  for (const argument of command.arguments) cli.argument(argumentTerm(argument), argument.summary);
  for (const option of command.options) cli.addOption(toOption(option));
  cli.option('--json', 'print JSON, stable and without colours').option('--no-color', 'no colours');
  return cli.helpOption('-h, --help', 'show this help').addHelpText('after', exampleLines(command.examples)).showHelpAfterError(usageHint(command.name));
}

/** A summary stands in a list; by itself it is a sentence. */
function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function argumentTerm({ name, required, many }: ArgumentSpec): string {
  const inner = many ? `${name}...` : name;
  return required ? `<${inner}>` : `[${inner}]`;
}

function toOption({ name, short, value, many, summary }: OptionSpec): Option {
  const flags = `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;
  const option = new Option(flags, summary);
  return many ? option.argParser((given: string, before: readonly string[] | undefined) => [...(before ?? []), given]) : option;
}

function toInvocation(facts: ProgramFacts, sub: Cli): Invocation {
  const given = sub.opts<Record<string, unknown>>();
  const json = given['json'] === true;
  return {
    arguments: sub.args,
    options: toOptions(given),
    json,
    terminal: createTerminal({ ...facts, plain: json || given['color'] === false }),
    cwd: facts.cwd,
    env: facts.env,
    plugins: facts.plugins,
    version: facts.version,
  };
}

/** Commander keeps `non-interactive` as `nonInteractive`. */
function toOptions(given: Readonly<Record<string, unknown>>): Options {
  const value = (name: string): unknown => given[name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())];
  return {
    text: name => {
      const found = value(name);
      return typeof found === 'string' ? found : undefined;
    },
    flag: name => value(name) === true,
    list: name => {
      const found = value(name);
      return Array.isArray(found) ? found.map(String) : [];
    },
  };
}

/** Help and version are no mistakes; all else that commander says is one of usage. */
function toUsageExit(error: unknown): ExitCode {
  if (!(error instanceof CommanderError)) throw error;
  return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
