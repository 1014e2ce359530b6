/** The command line with moto in the place of the double of AWS: `moto-program.ts MOTO GNUPGHOME COMMAND ...`. */
import { commands } from '../../engine/commands/index.ts';
import { runProgram } from '../../engine/commands/program.ts';
import { plugins } from '../../plugins/index.ts';
import { motoStandIn } from './moto-stand-in.ts';

const [moto = '', home = '', ...argv] = process.argv.slice(2);
const { stdin, stdout, stderr, env } = process;
const patched = plugins.map(plugin => (plugin.name === 'asg' ? { ...plugin, standIn: async () => motoStandIn(moto, { GNUPGHOME: home }) } : plugin));
const code = await runProgram({ argv, cwd: process.cwd(), env, stdin, stdout, stderr, plugins: patched, commands, version: '0.0.0' });
stdout.write('', () => stderr.write('', () => process.exit(code)));
